-- AlterTable
ALTER TABLE "products" ADD COLUMN     "cache" JSONB NOT NULL DEFAULT '{}';

-- AlterTable
ALTER TABLE "usage_records" ADD COLUMN     "saved_nano" BIGINT NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "usage_rollups" ADD COLUMN     "saved_nano" BIGINT NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "cache_purges" (
    "id" UUID NOT NULL,
    "tenant_id" UUID,
    "product_id" UUID,
    "model_id" UUID,
    "version" INTEGER NOT NULL DEFAULT 1,
    "purged_at" TIMESTAMPTZ(3) NOT NULL,
    "purged_by" TEXT NOT NULL,

    CONSTRAINT "cache_purges_pkey" PRIMARY KEY ("id")
);

-- One row for each scope, its empty dimensions included.
CREATE UNIQUE INDEX "cache_purges_scope" ON "cache_purges"("tenant_id", "product_id", "model_id") NULLS NOT DISTINCT;
