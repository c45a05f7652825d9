-- AlterTable
ALTER TABLE "counter_totals" ADD COLUMN     "reset_total" BIGINT NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "limits" ADD COLUMN     "reset_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "products" ADD COLUMN     "header_names" JSONB NOT NULL DEFAULT '{}';

-- CreateTable
CREATE TABLE "limit_resets" (
    "limit_id" UUID NOT NULL,
    "count_key" TEXT NOT NULL,
    "reset_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "limit_resets_pkey" PRIMARY KEY ("limit_id","count_key")
);

-- CreateTable
CREATE TABLE "limit_events" (
    "id" BIGSERIAL NOT NULL,
    "limit_id" UUID NOT NULL,
    "count_key" TEXT NOT NULL,
    "period_start" TIMESTAMPTZ(3) NOT NULL,
    "threshold" SMALLINT NOT NULL,
    "total" BIGINT NOT NULL,
    "amount" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "limit_events_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "limit_events_at_idx" ON "limit_events"("at");

-- CreateIndex
CREATE UNIQUE INDEX "limit_events_limit_id_count_key_period_start_threshold_key" ON "limit_events"("limit_id", "count_key", "period_start", "threshold");

-- AddForeignKey
ALTER TABLE "limit_resets" ADD CONSTRAINT "limit_resets_limit_id_fkey" FOREIGN KEY ("limit_id") REFERENCES "limits"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A threshold is reached in the statement that books the usage: exactly once, whichever replica books it.
CREATE FUNCTION "note_limit_thresholds"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "limit_events" ("limit_id", "count_key", "period_start", "threshold", "total", "amount")
  SELECT "c"."limit_id", "c"."count_key", "c"."period_start", "reached"."threshold", "c"."total" - "c"."reset_total", "force"."amount"
    FROM "changed" "c"
    JOIN "limits" "l" ON "l"."id" = "c"."limit_id"
   CROSS JOIN LATERAL (
      SELECT CASE WHEN "l"."raised_until" > now() THEN greatest("l"."amount", "l"."raised_amount") ELSE "l"."amount" END AS "amount"
    ) "force"
   CROSS JOIN LATERAL unnest("l"."thresholds") AS "reached"("threshold")
   WHERE "force"."amount" > 0
     AND ("c"."total" - "c"."reset_total")::numeric * 100 >= "force"."amount"::numeric * "reached"."threshold"
   ORDER BY 1, 2, 3, 4
  ON CONFLICT ("limit_id", "count_key", "period_start", "threshold") DO NOTHING;
  RETURN NULL;
END $$;

CREATE TRIGGER "counter_totals_inserted" AFTER INSERT ON "counter_totals"
  REFERENCING NEW TABLE AS "changed" FOR EACH STATEMENT EXECUTE FUNCTION "note_limit_thresholds"();
CREATE TRIGGER "counter_totals_updated" AFTER UPDATE ON "counter_totals"
  REFERENCING NEW TABLE AS "changed" FOR EACH STATEMENT EXECUTE FUNCTION "note_limit_thresholds"();
