-- CreateEnum
CREATE TYPE "azure_import_state" AS ENUM ('running', 'done', 'stopped');


-- CreateTable
CREATE TABLE "azure_imports" (
    "id" UUID NOT NULL,
    "instance_id" UUID NOT NULL,
    "read_id" UUID NOT NULL,
    "choices" JSONB NOT NULL,
    "owner" "azure_owner" NOT NULL,
    "state" "azure_import_state" NOT NULL DEFAULT 'running',
    "step" TEXT NOT NULL DEFAULT '',
    "done" INTEGER NOT NULL DEFAULT 0,
    "total" INTEGER NOT NULL DEFAULT 0,
    "made" INTEGER NOT NULL DEFAULT 0,
    "failures" JSONB NOT NULL DEFAULT '[]',
    "actor_id" UUID,
    "actor_name" TEXT NOT NULL,
    "leased_until" TIMESTAMPTZ(3),
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "azure_imports_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "azure_imported" (
    "instance_id" UUID NOT NULL,
    "source" TEXT NOT NULL,
    "noun" TEXT NOT NULL,
    "entity_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "azure_imported_pkey" PRIMARY KEY ("instance_id","source","noun")
);

-- CreateTable
CREATE TABLE "base_paths" (
    "id" UUID NOT NULL,
    "path" TEXT NOT NULL,
    "becomes" TEXT NOT NULL,
    "key_header" TEXT NOT NULL DEFAULT '',
    "key_query" TEXT NOT NULL DEFAULT '',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "base_paths_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "azure_imports_instance_id_started_at_idx" ON "azure_imports"("instance_id", "started_at");

-- CreateIndex
CREATE UNIQUE INDEX "base_paths_path_key" ON "base_paths"("path");

-- AddForeignKey
ALTER TABLE "azure_imports" ADD CONSTRAINT "azure_imports_instance_id_fkey" FOREIGN KEY ("instance_id") REFERENCES "azure_instances"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "azure_imported" ADD CONSTRAINT "azure_imported_instance_id_fkey" FOREIGN KEY ("instance_id") REFERENCES "azure_instances"("id") ON DELETE CASCADE ON UPDATE CASCADE;
