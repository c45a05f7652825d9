-- AlterTable
ALTER TABLE "backends" ADD COLUMN     "credential_client_id" TEXT;
