-- CreateTable
CREATE TABLE "reconciliations" (
    "id" UUID NOT NULL,
    "source" TEXT NOT NULL,
    "file_name" TEXT NOT NULL,
    "digest" BYTEA NOT NULL,
    "rows" INTEGER NOT NULL,
    "other_rows" INTEGER NOT NULL,
    "from_day" DATE NOT NULL,
    "to_day" DATE NOT NULL,
    "currency" CHAR(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT NOT NULL,

    CONSTRAINT "reconciliations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "reconciliation_lines" (
    "id" BIGSERIAL NOT NULL,
    "reconciliation_id" UUID NOT NULL,
    "day" DATE NOT NULL,
    "model" TEXT NOT NULL,
    "is_known" BOOLEAN NOT NULL,
    "billed_tokens" BIGINT,
    "billed_nano" BIGINT,
    "calls" BIGINT NOT NULL,
    "tokens" BIGINT NOT NULL,
    "cost_nano" BIGINT NOT NULL,
    "unpriced" BIGINT NOT NULL,
    "unsure" BIGINT NOT NULL,
    "reasons" TEXT[],

    CONSTRAINT "reconciliation_lines_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "reconciliations_created_at_id_idx" ON "reconciliations"("created_at", "id");

-- CreateIndex
CREATE INDEX "reconciliation_lines_reconciliation_id_id_idx" ON "reconciliation_lines"("reconciliation_id", "id");

-- AddForeignKey
ALTER TABLE "reconciliation_lines" ADD CONSTRAINT "reconciliation_lines_reconciliation_id_fkey" FOREIGN KEY ("reconciliation_id") REFERENCES "reconciliations"("id") ON DELETE CASCADE ON UPDATE CASCADE;
