ALTER TABLE "keys" ADD COLUMN     "replaced_by_id" UUID,
ADD COLUMN     "rotate_at" TIMESTAMPTZ(3),
ADD COLUMN     "rotate_every_days" INTEGER,
ADD COLUMN     "rotation_grace_days" INTEGER NOT NULL DEFAULT 1,
ADD COLUMN     "version" INTEGER NOT NULL DEFAULT 1;

ALTER TABLE "products" ADD COLUMN     "cors_origins" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "deprecated_at" TIMESTAMPTZ(3),
ADD COLUMN     "header_rules" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN     "request_forced" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN     "retirement_note" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "retires_at" TIMESTAMPTZ(3),
ADD COLUMN     "terms_version" INTEGER NOT NULL DEFAULT 1;

-- When these became so is not known any more; the last change is the nearest that is.
UPDATE "products" SET "deprecated_at" = "updated_at" WHERE "state" IN ('deprecated', 'retired');
UPDATE "products" SET "retires_at" = "updated_at" WHERE "state" = 'retired';

ALTER TABLE "subscriptions" ADD COLUMN     "terms_accepted_at" TIMESTAMPTZ(3),
ADD COLUMN     "terms_accepted_by" UUID,
ADD COLUMN     "terms_version" INTEGER;

-- Lists of a hundred thousand are read a page at a time, in the order they are shown in.
CREATE INDEX "keys_prefix_idx" ON "keys"("prefix");
CREATE INDEX "keys_created_at_id_idx" ON "keys"("created_at", "id");
CREATE INDEX "keys_expires_at_idx" ON "keys"("expires_at");
CREATE INDEX "subscriptions_created_at_id_idx" ON "subscriptions"("created_at", "id");
CREATE INDEX "subscriptions_state_created_at_idx" ON "subscriptions"("state", "created_at");
CREATE INDEX "tenants_created_at_id_idx" ON "tenants"("created_at", "id");
CREATE INDEX "tenants_cost_centre_id_idx" ON "tenants"("cost_centre", "id");
CREATE INDEX "users_name_id_idx" ON "users"("name", "id");
