-- CreateTable
CREATE TABLE "azure_usage_pulls" (
    "instance_id" UUID NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "through_time" TIMESTAMPTZ(3) NOT NULL,
    "is_caught_up" BOOLEAN NOT NULL DEFAULT false,
    "last_run_at" TIMESTAMPTZ(3),
    "last_error" TEXT,
    "last_rows" INTEGER NOT NULL DEFAULT 0,
    "last_booked" INTEGER NOT NULL DEFAULT 0,
    "last_unmapped" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "azure_usage_pulls_pkey" PRIMARY KEY ("instance_id")
);

-- AddForeignKey
ALTER TABLE "azure_usage_pulls" ADD CONSTRAINT "azure_usage_pulls_instance_id_fkey" FOREIGN KEY ("instance_id") REFERENCES "azure_instances"("id") ON DELETE CASCADE ON UPDATE CASCADE;
