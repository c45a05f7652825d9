-- Publishing goes on where a process died, and can be taken back.
ALTER TABLE "azure_publishes" ADD COLUMN "leased_by" TEXT,
ADD COLUMN "leased_until" TIMESTAMPTZ(3),
ADD COLUMN "reverts" UUID;
