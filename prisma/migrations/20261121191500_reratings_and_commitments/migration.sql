-- CreateEnum
CREATE TYPE "idle_rule" AS ENUM ('central', 'reservation', 'use');

-- CreateEnum
CREATE TYPE "rerating_state" AS ENUM ('proposed', 'booked', 'discarded');

-- AlterEnum
ALTER TYPE "statement_line_kind" ADD VALUE 'shared';

-- AlterTable
ALTER TABLE "statement_lines" ADD COLUMN     "is_used" BOOLEAN,
ADD COLUMN     "source_id" UUID,
ADD COLUMN     "source_name" TEXT,
ALTER COLUMN "product_id" DROP NOT NULL,
ALTER COLUMN "subscription_id" DROP NOT NULL;

-- CreateTable
CREATE TABLE "commitments" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "backend_id" UUID NOT NULL,
    "model" TEXT,
    "currency" CHAR(3) NOT NULL,
    "units" INTEGER NOT NULL,
    "hourly_nano" BIGINT NOT NULL,
    "per_minute" BIGINT NOT NULL,
    "output_weight" INTEGER NOT NULL,
    "from_time" TIMESTAMPTZ(3) NOT NULL,
    "until_time" TIMESTAMPTZ(3) NOT NULL,
    "owner_id" UUID NOT NULL,
    "idle_rule" "idle_rule" NOT NULL,
    "reservations" JSONB NOT NULL DEFAULT '[]',
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "commitments_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "commitment_runs" (
    "id" UUID NOT NULL,
    "commitment_id" UUID NOT NULL,
    "from_time" TIMESTAMPTZ(3) NOT NULL,
    "to_time" TIMESTAMPTZ(3) NOT NULL,
    "version" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "commitment_runs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "commitment_shares" (
    "id" BIGSERIAL NOT NULL,
    "run_id" UUID NOT NULL,
    "commitment_id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "day" DATE NOT NULL,
    "product_id" UUID,
    "subscription_id" UUID,
    "model" TEXT,
    "is_used" BOOLEAN NOT NULL,
    "cost_nano" BIGINT NOT NULL,

    CONSTRAINT "commitment_shares_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "reratings" (
    "id" UUID NOT NULL,
    "state" "rerating_state" NOT NULL DEFAULT 'proposed',
    "model" TEXT NOT NULL,
    "backend_id" UUID,
    "from_time" TIMESTAMPTZ(3) NOT NULL,
    "to_time" TIMESTAMPTZ(3) NOT NULL,
    "reason" TEXT NOT NULL,
    "records" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_by_id" UUID,
    "decided_at" TIMESTAMPTZ(3),
    "decided_by" TEXT,

    CONSTRAINT "reratings_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rerating_lines" (
    "id" BIGSERIAL NOT NULL,
    "rerating_id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "day" DATE NOT NULL,
    "product_id" UUID NOT NULL,
    "subscription_id" UUID NOT NULL,
    "model" TEXT NOT NULL,
    "backend_id" UUID,
    "currency" CHAR(3) NOT NULL,
    "calls" BIGINT NOT NULL,
    "priced" BIGINT NOT NULL,
    "old_nano" BIGINT NOT NULL,
    "new_nano" BIGINT NOT NULL,

    CONSTRAINT "rerating_lines_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "commitments_backend_id_idx" ON "commitments"("backend_id");

-- CreateIndex
CREATE INDEX "commitments_owner_id_idx" ON "commitments"("owner_id");

-- CreateIndex
CREATE INDEX "commitments_created_at_id_idx" ON "commitments"("created_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "commitment_runs_commitment_id_from_time_version_key" ON "commitment_runs"("commitment_id", "from_time", "version");

-- CreateIndex
CREATE INDEX "commitment_shares_tenant_id_day_idx" ON "commitment_shares"("tenant_id", "day");

-- CreateIndex
CREATE INDEX "commitment_shares_commitment_id_day_idx" ON "commitment_shares"("commitment_id", "day");

-- CreateIndex
CREATE INDEX "reratings_model_state_idx" ON "reratings"("model", "state");

-- CreateIndex
CREATE INDEX "reratings_created_at_id_idx" ON "reratings"("created_at", "id");

-- CreateIndex
CREATE INDEX "rerating_lines_rerating_id_idx" ON "rerating_lines"("rerating_id");

-- CreateIndex
CREATE INDEX "rerating_lines_tenant_id_day_idx" ON "rerating_lines"("tenant_id", "day");

-- AddForeignKey
ALTER TABLE "commitments" ADD CONSTRAINT "commitments_backend_id_fkey" FOREIGN KEY ("backend_id") REFERENCES "backends"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "commitments" ADD CONSTRAINT "commitments_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "commitment_runs" ADD CONSTRAINT "commitment_runs_commitment_id_fkey" FOREIGN KEY ("commitment_id") REFERENCES "commitments"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "commitment_shares" ADD CONSTRAINT "commitment_shares_commitment_id_fkey" FOREIGN KEY ("commitment_id") REFERENCES "commitments"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rerating_lines" ADD CONSTRAINT "rerating_lines_rerating_id_fkey" FOREIGN KEY ("rerating_id") REFERENCES "reratings"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What statements were made of stays as it was: a re-rating or an allocation is followed, never changed.
CREATE FUNCTION "refuse_change_of_booking"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'what was booked is never changed: book the difference' USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER "rerating_lines_stay" BEFORE UPDATE OR DELETE ON "rerating_lines" FOR EACH ROW EXECUTE FUNCTION "refuse_change_of_booking"();
CREATE TRIGGER "rerating_lines_are_kept" BEFORE TRUNCATE ON "rerating_lines" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change_of_booking"();
CREATE TRIGGER "reratings_stay" BEFORE UPDATE OR DELETE ON "reratings" FOR EACH ROW WHEN (OLD."state" <> 'proposed') EXECUTE FUNCTION "refuse_change_of_booking"();
CREATE TRIGGER "commitment_runs_stay" BEFORE UPDATE OR DELETE ON "commitment_runs" FOR EACH ROW EXECUTE FUNCTION "refuse_change_of_booking"();
CREATE TRIGGER "commitment_runs_are_kept" BEFORE TRUNCATE ON "commitment_runs" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change_of_booking"();
CREATE TRIGGER "commitment_shares_stay" BEFORE UPDATE OR DELETE ON "commitment_shares" FOR EACH ROW EXECUTE FUNCTION "refuse_change_of_booking"();
CREATE TRIGGER "commitment_shares_are_kept" BEFORE TRUNCATE ON "commitment_shares" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change_of_booking"();
