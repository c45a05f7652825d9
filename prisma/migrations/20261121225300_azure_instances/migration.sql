-- CreateEnum
CREATE TYPE "azure_credential_kind" AS ENUM ('service_principal', 'managed_identity', 'azure_cli');

-- CreateEnum
CREATE TYPE "azure_read_state" AS ENUM ('running', 'done', 'failed');

-- CreateEnum
CREATE TYPE "azure_owner" AS ENUM ('tollgate', 'apim');

-- CreateEnum
CREATE TYPE "azure_write_state" AS ENUM ('pending', 'done', 'failed', 'reverted');

-- CreateTable
CREATE TABLE "azure_instances" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "cloud" TEXT NOT NULL DEFAULT 'public',
    "management_url" TEXT,
    "authority_url" TEXT,
    "azure_subscription" TEXT NOT NULL,
    "resource_group" TEXT NOT NULL,
    "service_name" TEXT NOT NULL,
    "credential_kind" "azure_credential_kind" NOT NULL,
    "directory_id" TEXT,
    "client_id" TEXT,
    "secret_key_id" TEXT,
    "secret_cipher" BYTEA,
    "secret_set_at" TIMESTAMPTZ(3),
    "publish_apis" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "drift_checked_at" TIMESTAMPTZ(3),
    "drift" JSONB,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "azure_instances_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "azure_reads" (
    "id" UUID NOT NULL,
    "instance_id" UUID NOT NULL,
    "state" "azure_read_state" NOT NULL DEFAULT 'running',
    "step" TEXT NOT NULL DEFAULT '',
    "done" INTEGER NOT NULL DEFAULT 0,
    "total" INTEGER NOT NULL DEFAULT 1,
    "requests" INTEGER NOT NULL DEFAULT 0,
    "waited_ms" INTEGER NOT NULL DEFAULT 0,
    "error" TEXT,
    "leased_by" TEXT,
    "leased_until" TIMESTAMPTZ(3),
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),
    "estate" JSONB,
    "counts" JSONB,

    CONSTRAINT "azure_reads_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "azure_read_parts" (
    "read_id" UUID NOT NULL,
    "step" TEXT NOT NULL,
    "page" INTEGER NOT NULL,
    "items" JSONB NOT NULL,
    "next" TEXT,

    CONSTRAINT "azure_read_parts_pkey" PRIMARY KEY ("read_id","step","page")
);

-- CreateTable
CREATE TABLE "azure_entities" (
    "instance_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "owner" "azure_owner" NOT NULL,
    "noun" TEXT,
    "entity_id" UUID,
    "written" JSONB,
    "etag" TEXT,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "azure_entities_pkey" PRIMARY KEY ("instance_id","kind","name")
);

-- CreateTable
CREATE TABLE "azure_publishes" (
    "id" UUID NOT NULL,
    "instance_id" UUID NOT NULL,
    "state" "azure_write_state" NOT NULL DEFAULT 'pending',
    "actor_name" TEXT NOT NULL,
    "error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "azure_publishes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "azure_writes" (
    "publish_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "state" "azure_write_state" NOT NULL DEFAULT 'pending',
    "before" JSONB,
    "after" JSONB,
    "noun" TEXT,
    "entity_id" UUID,
    "etag" TEXT,
    "error" TEXT,

    CONSTRAINT "azure_writes_pkey" PRIMARY KEY ("publish_id","seq")
);

-- CreateIndex
CREATE UNIQUE INDEX "azure_instances_name_key" ON "azure_instances"("name");

-- CreateIndex
CREATE INDEX "azure_reads_instance_id_started_at_idx" ON "azure_reads"("instance_id", "started_at");

-- CreateIndex
CREATE INDEX "azure_publishes_instance_id_created_at_idx" ON "azure_publishes"("instance_id", "created_at");

-- AddForeignKey
ALTER TABLE "azure_reads" ADD CONSTRAINT "azure_reads_instance_id_fkey" FOREIGN KEY ("instance_id") REFERENCES "azure_instances"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "azure_read_parts" ADD CONSTRAINT "azure_read_parts_read_id_fkey" FOREIGN KEY ("read_id") REFERENCES "azure_reads"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "azure_entities" ADD CONSTRAINT "azure_entities_instance_id_fkey" FOREIGN KEY ("instance_id") REFERENCES "azure_instances"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "azure_publishes" ADD CONSTRAINT "azure_publishes_instance_id_fkey" FOREIGN KEY ("instance_id") REFERENCES "azure_instances"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "azure_writes" ADD CONSTRAINT "azure_writes_publish_id_fkey" FOREIGN KEY ("publish_id") REFERENCES "azure_publishes"("id") ON DELETE CASCADE ON UPDATE CASCADE;
