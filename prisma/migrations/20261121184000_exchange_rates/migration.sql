-- CreateTable
CREATE TABLE "exchange_rates" (
    "id" UUID NOT NULL,
    "month" DATE NOT NULL,
    "from_currency" CHAR(3) NOT NULL,
    "to_currency" CHAR(3) NOT NULL,
    "version" INTEGER NOT NULL,
    "rate_nano" BIGINT NOT NULL,
    "source" TEXT NOT NULL,
    "published_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "exchange_rates_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "exchange_rates_month_from_currency_to_currency_version_key" ON "exchange_rates"("month", "from_currency", "to_currency", "version");

-- What was converted stays explained: a published rate is followed by a corrected one, never changed.
CREATE FUNCTION "refuse_change_of_rate"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a published rate is never changed: publish a corrected one' USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER "exchange_rates_stay" BEFORE UPDATE OR DELETE ON "exchange_rates" FOR EACH ROW EXECUTE FUNCTION "refuse_change_of_rate"();
CREATE TRIGGER "exchange_rates_are_kept" BEFORE TRUNCATE ON "exchange_rates" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change_of_rate"();
