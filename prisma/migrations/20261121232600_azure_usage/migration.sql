-- CreateTable
CREATE TABLE "azure_usage_mappings" (
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "subscription_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "azure_usage_mappings_pkey" PRIMARY KEY ("kind","name")
);

-- CreateTable
CREATE TABLE "azure_usage_imports" (
    "id" UUID NOT NULL,
    "source" TEXT NOT NULL,
    "file_name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "from_time" TIMESTAMPTZ(3),
    "to_time" TIMESTAMPTZ(3),
    "rows" INTEGER NOT NULL,
    "calls" INTEGER NOT NULL,
    "booked" INTEGER NOT NULL,
    "known" INTEGER NOT NULL,
    "unmapped" INTEGER NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "azure_usage_imports_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "azure_usage_imports_created_at_idx" ON "azure_usage_imports"("created_at");
