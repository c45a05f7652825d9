-- CreateEnum
CREATE TYPE "price_contract_kind" AS ENUM ('discount', 'margin');

-- AlterTable
ALTER TABLE "prices" ADD COLUMN     "batch_ppm" INTEGER,
ADD COLUMN     "cache_write_1h_nano" BIGINT,
ADD COLUMN     "per_unit" JSONB,
ADD COLUMN     "tiers" JSONB;

-- AlterTable
ALTER TABLE "statement_lines" ADD COLUMN     "cache_write_1h_tokens" BIGINT NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "usage_records" ADD COLUMN     "cache_write_1h_tokens" BIGINT NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "usage_rollups" ADD COLUMN     "cache_write_1h_tokens" BIGINT NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "price_contracts" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "kind" "price_contract_kind" NOT NULL,
    "tenant_id" UUID,
    "product_id" UUID,
    "provider" TEXT,
    "ppm" INTEGER NOT NULL,
    "effective_from" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "price_contracts_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "price_contracts_tenant_id_idx" ON "price_contracts"("tenant_id");

-- CreateIndex
CREATE INDEX "price_contracts_product_id_idx" ON "price_contracts"("product_id");

-- CreateIndex
CREATE UNIQUE INDEX "price_contracts_kind_tenant_id_product_id_provider_effectiv_key" ON "price_contracts"("kind", "tenant_id", "product_id", "provider", "effective_from");

-- AddForeignKey
ALTER TABLE "price_contracts" ADD CONSTRAINT "price_contracts_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "price_contracts" ADD CONSTRAINT "price_contracts_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "products"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
