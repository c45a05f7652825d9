-- Thresholds that people were told of; persons taken out of the audit trail, and its head at the end of each day.
-- AlterTable
ALTER TABLE "limit_events" ADD COLUMN     "noticed_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "audit_erasures" (
    "version" BIGINT NOT NULL,
    "erasure_version" BIGINT NOT NULL,
    "digest" BYTEA NOT NULL,

    CONSTRAINT "audit_erasures_pkey" PRIMARY KEY ("version","erasure_version")
);

-- CreateTable
CREATE TABLE "audit_heads" (
    "day" DATE NOT NULL,
    "version" BIGINT NOT NULL,
    "hash" BYTEA NOT NULL,
    "exported_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "audit_heads_pkey" PRIMARY KEY ("day")
);

-- CreateIndex
CREATE INDEX "audit_erasures_erasure_version_idx" ON "audit_erasures"("erasure_version");

-- What was reached before there were notices is no news.
UPDATE "limit_events" SET "noticed_at" = "at";
