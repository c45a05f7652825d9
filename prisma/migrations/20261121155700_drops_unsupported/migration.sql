-- AlterTable
ALTER TABLE "products" ADD COLUMN     "drops_unsupported" BOOLEAN NOT NULL DEFAULT false;
