-- AlterEnum
ALTER TYPE "credential_kind" ADD VALUE 'service-account';
ALTER TYPE "credential_kind" ADD VALUE 'aws-access-key';
