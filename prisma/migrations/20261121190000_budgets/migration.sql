-- Money planned for a tenant, a product, a cost centre or a model; who asked for more; which thresholds were reached.
CREATE TABLE "budgets" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "tenant_id" UUID,
    "product_id" UUID,
    "cost_centre" TEXT,
    "model" TEXT,
    "period" TEXT NOT NULL,
    "amount_nano" BIGINT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "thresholds" INTEGER[],
    "forecast_thresholds" INTEGER[],
    "limit_id" UUID,
    "created_by_id" UUID NOT NULL,
    "created_by" TEXT NOT NULL,
    "state" JSONB,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "budgets_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "budgets_are_for_one_thing" CHECK (num_nonnulls("tenant_id", "product_id", "cost_centre", "model") = 1),
    CONSTRAINT "budgets_have_a_period" CHECK ("period" IN ('month', 'quarter', 'year')),
    CONSTRAINT "budgets_are_of_something" CHECK ("amount_nano" > 0)
);

CREATE TABLE "budget_raises" (
    "id" UUID NOT NULL,
    "budget_id" UUID NOT NULL,
    "amount_nano" BIGINT NOT NULL,
    "reason" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'requested',
    "requested_by_id" UUID NOT NULL,
    "requested_by" TEXT NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_by" TEXT,
    "decided_at" TIMESTAMPTZ(3),
    "note" TEXT,

    CONSTRAINT "budget_raises_pkey" PRIMARY KEY ("id")
);

-- One question at a time.
CREATE UNIQUE INDEX "budget_raises_one_open" ON "budget_raises"("budget_id") WHERE "state" = 'requested';

CREATE TABLE "budget_events" (
    "id" BIGSERIAL NOT NULL,
    "budget_id" UUID NOT NULL,
    "period_start" DATE NOT NULL,
    "kind" TEXT NOT NULL,
    "threshold" INTEGER NOT NULL,
    "spent_nano" BIGINT NOT NULL,
    "expected_nano" BIGINT NOT NULL,
    "amount_nano" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "budget_events_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "budgets_name_key" ON "budgets"("name");
CREATE UNIQUE INDEX "budgets_limit_id_key" ON "budgets"("limit_id");
CREATE INDEX "budgets_tenant_id_idx" ON "budgets"("tenant_id");
CREATE INDEX "budgets_product_id_idx" ON "budgets"("product_id");
CREATE INDEX "budget_raises_budget_id_requested_at_idx" ON "budget_raises"("budget_id", "requested_at");
CREATE UNIQUE INDEX "budget_events_budget_id_period_start_kind_threshold_key" ON "budget_events"("budget_id", "period_start", "kind", "threshold");

ALTER TABLE "budgets" ADD CONSTRAINT "budgets_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "budgets" ADD CONSTRAINT "budgets_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "products"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "budgets" ADD CONSTRAINT "budgets_limit_id_fkey" FOREIGN KEY ("limit_id") REFERENCES "limits"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "budget_raises" ADD CONSTRAINT "budget_raises_budget_id_fkey" FOREIGN KEY ("budget_id") REFERENCES "budgets"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "budget_events" ADD CONSTRAINT "budget_events_budget_id_fkey" FOREIGN KEY ("budget_id") REFERENCES "budgets"("id") ON DELETE CASCADE ON UPDATE CASCADE;
