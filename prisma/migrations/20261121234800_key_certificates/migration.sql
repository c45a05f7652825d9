-- AlterTable
ALTER TABLE "keys" ADD COLUMN     "certificates" TEXT[] DEFAULT ARRAY[]::TEXT[];
