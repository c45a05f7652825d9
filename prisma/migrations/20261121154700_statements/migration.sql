-- CreateEnum
CREATE TYPE "statement_line_kind" AS ENUM ('direct', 'late', 'adjustment');

-- CreateTable
CREATE TABLE "statements" (
    "id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "tenant_id" UUID NOT NULL,
    "month" DATE NOT NULL,
    "version" INTEGER NOT NULL,
    "tenant_name" TEXT NOT NULL,
    "cost_centre" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL,
    "closed_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_by" TEXT NOT NULL,
    "missing" TEXT[],

    CONSTRAINT "statements_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "statement_lines" (
    "id" BIGSERIAL NOT NULL,
    "statement_id" UUID NOT NULL,
    "kind" "statement_line_kind" NOT NULL,
    "day" DATE NOT NULL,
    "product_id" UUID NOT NULL,
    "product_name" TEXT NOT NULL,
    "subscription_id" UUID NOT NULL,
    "subscription_name" TEXT NOT NULL,
    "model" TEXT,
    "backend_id" UUID,
    "backend_name" TEXT,
    "provider" TEXT,
    "region" TEXT,
    "currency" CHAR(3) NOT NULL,
    "calls" BIGINT NOT NULL,
    "unpriced" BIGINT NOT NULL,
    "input_tokens" BIGINT NOT NULL,
    "cache_read_tokens" BIGINT NOT NULL,
    "cache_write_tokens" BIGINT NOT NULL,
    "output_tokens" BIGINT NOT NULL,
    "reasoning_tokens" BIGINT NOT NULL,
    "audio_in_tokens" BIGINT NOT NULL,
    "audio_out_tokens" BIGINT NOT NULL,
    "images" BIGINT NOT NULL,
    "cost_nano" BIGINT NOT NULL,
    "saved_nano" BIGINT NOT NULL,

    CONSTRAINT "statement_lines_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "statement_reopenings" (
    "statement_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "by" TEXT NOT NULL,
    "reason" TEXT NOT NULL,

    CONSTRAINT "statement_reopenings_pkey" PRIMARY KEY ("statement_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "statements_number_key" ON "statements"("number");

-- CreateIndex
CREATE INDEX "statements_month_idx" ON "statements"("month");

-- CreateIndex
CREATE UNIQUE INDEX "statements_tenant_id_month_version_key" ON "statements"("tenant_id", "month", "version");

-- CreateIndex
CREATE INDEX "statement_lines_statement_id_id_idx" ON "statement_lines"("statement_id", "id");

-- AddForeignKey
ALTER TABLE "statement_lines" ADD CONSTRAINT "statement_lines_statement_id_fkey" FOREIGN KEY ("statement_id") REFERENCES "statements"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "statement_reopenings" ADD CONSTRAINT "statement_reopenings_statement_id_fkey" FOREIGN KEY ("statement_id") REFERENCES "statements"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What was closed is closed, for whoever writes SQL: no change, no removal, and no line that was not there when its statement was made.
CREATE FUNCTION "refuse_change_of_statement"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a closed statement is never changed: re-open its month and close it again' USING ERRCODE = 'restrict_violation';
END
$$;

CREATE FUNCTION "refuse_later_line"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- A row's xmin is the transaction that made it, in 32 bits.
  PERFORM FROM "statements" WHERE "id" = NEW."statement_id" AND "xmin"::text::bigint = (pg_current_xact_id()::text::bigint & 4294967295);
  IF NOT FOUND THEN
    RAISE EXCEPTION 'a closed statement gets no more lines: re-open its month and close it again' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END
$$;

CREATE TRIGGER "statements_stay" BEFORE UPDATE OR DELETE ON "statements" FOR EACH ROW EXECUTE FUNCTION "refuse_change_of_statement"();
CREATE TRIGGER "statement_lines_stay" BEFORE UPDATE OR DELETE ON "statement_lines" FOR EACH ROW EXECUTE FUNCTION "refuse_change_of_statement"();
CREATE TRIGGER "statement_reopenings_stay" BEFORE UPDATE OR DELETE ON "statement_reopenings" FOR EACH ROW EXECUTE FUNCTION "refuse_change_of_statement"();
CREATE TRIGGER "statements_are_kept" BEFORE TRUNCATE ON "statements" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change_of_statement"();
CREATE TRIGGER "statement_lines_are_kept" BEFORE TRUNCATE ON "statement_lines" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change_of_statement"();
CREATE TRIGGER "statement_reopenings_are_kept" BEFORE TRUNCATE ON "statement_reopenings" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change_of_statement"();
CREATE TRIGGER "statement_lines_come_with_it" BEFORE INSERT ON "statement_lines" FOR EACH ROW EXECUTE FUNCTION "refuse_later_line"();
