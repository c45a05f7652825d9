-- CreateEnum
CREATE TYPE "limit_measure" AS ENUM ('requests', 'tokens', 'inputTokens', 'outputTokens', 'cost', 'concurrency');

-- CreateEnum
CREATE TYPE "window_kind" AS ENUM ('rate', 'quota');

-- CreateEnum
CREATE TYPE "quota_period" AS ENUM ('hour', 'day', 'week', 'month', 'quarter', 'year');

-- CreateEnum
CREATE TYPE "limit_mode" AS ENUM ('strict', 'optimistic');

-- CreateEnum
CREATE TYPE "on_exceed" AS ENUM ('refuse', 'wait', 'warn');

-- CreateEnum
CREATE TYPE "pool_strategy" AS ENUM ('weighted', 'least-latency', 'least-busy');

-- CreateEnum
CREATE TYPE "credential_kind" AS ENUM ('none', 'api-key', 'managed-identity', 'key-vault');

-- CreateEnum
CREATE TYPE "product_state" AS ENUM ('draft', 'published', 'deprecated', 'retired');

-- CreateEnum
CREATE TYPE "output_cap" AS ENUM ('inject', 'refuse', 'trust');

-- CreateEnum
CREATE TYPE "subscription_state" AS ENUM ('submitted', 'active', 'suspended', 'rejected', 'cancelled', 'expired');

-- CreateEnum
CREATE TYPE "key_slot" AS ENUM ('primary', 'secondary');

-- CreateEnum
CREATE TYPE "usage_outcome" AS ENUM ('answered', 'refused', 'failed', 'cancelled', 'interrupted');

-- CreateEnum
CREATE TYPE "usage_measured" AS ENUM ('measured', 'estimated', 'none');

-- CreateEnum
CREATE TYPE "user_kind" AS ENUM ('person', 'service');

-- CreateEnum
CREATE TYPE "platform_role" AS ENUM ('admin', 'finance', 'auditor');

-- CreateEnum
CREATE TYPE "tenant_role" AS ENUM ('owner', 'developer', 'viewer');

-- CreateEnum
CREATE TYPE "link_kind" AS ENUM ('setup', 'invitation', 'reset');

-- CreateTable
CREATE TABLE "control_head" (
    "id" SMALLINT NOT NULL DEFAULT 1,
    "version" BIGINT NOT NULL,
    "audit_hash" BYTEA NOT NULL,

    CONSTRAINT "control_head_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "catalog_changes" (
    "version" BIGINT NOT NULL,
    "noun" TEXT NOT NULL,
    "entity_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "catalog_changes_pkey" PRIMARY KEY ("version","noun","entity_id")
);

-- CreateTable
CREATE TABLE "audit_entries" (
    "version" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor_id" UUID,
    "actor_kind" TEXT NOT NULL,
    "actor_name" TEXT NOT NULL,
    "address" TEXT,
    "action" TEXT NOT NULL,
    "noun" TEXT NOT NULL,
    "entity_id" UUID,
    "tenant_id" UUID,
    "before" JSONB,
    "after" JSONB,
    "digest" BYTEA NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "audit_entries_pkey" PRIMARY KEY ("version")
);

-- CreateTable
CREATE TABLE "idempotency_keys" (
    "actor_id" UUID NOT NULL,
    "route" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "body_digest" BYTEA NOT NULL,
    "status" SMALLINT,
    "response" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotency_keys_pkey" PRIMARY KEY ("actor_id","route","key")
);

-- CreateTable
CREATE TABLE "settings" (
    "name" TEXT NOT NULL,
    "value" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "settings_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "limits" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "tenant_id" UUID,
    "product_id" UUID,
    "subscription_id" UUID,
    "key_id" UUID,
    "user_id" UUID,
    "model" TEXT,
    "count_by" TEXT NOT NULL,
    "measure" "limit_measure" NOT NULL,
    "window_kind" "window_kind" NOT NULL,
    "window_seconds" INTEGER,
    "period" "quota_period",
    "amount" BIGINT NOT NULL,
    "currency" CHAR(3),
    "time_zone" TEXT,
    "week_start" SMALLINT NOT NULL DEFAULT 1,
    "mode" "limit_mode" NOT NULL DEFAULT 'strict',
    "on_exceed" "on_exceed" NOT NULL DEFAULT 'refuse',
    "wait_ms" INTEGER,
    "unpriced" TEXT NOT NULL DEFAULT 'refuse',
    "store_down" TEXT NOT NULL DEFAULT 'local',
    "quota_status" SMALLINT NOT NULL DEFAULT 403,
    "thresholds" INTEGER[] DEFAULT ARRAY[50, 80, 100]::INTEGER[],
    "raised_amount" BIGINT,
    "raised_until" TIMESTAMPTZ(3),
    "set_by_owner" BOOLEAN NOT NULL DEFAULT false,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "limits_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "counter_totals" (
    "limit_id" UUID NOT NULL,
    "count_key" TEXT NOT NULL,
    "period_start" TIMESTAMPTZ(3) NOT NULL,
    "total" BIGINT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "counter_totals_pkey" PRIMARY KEY ("limit_id","count_key","period_start")
);

-- CreateTable
CREATE TABLE "models" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "pool_id" UUID NOT NULL,
    "capabilities" TEXT[],
    "context_window" INTEGER NOT NULL,
    "max_output_tokens" INTEGER NOT NULL,
    "tokenizer" TEXT NOT NULL DEFAULT 'o200k_base',
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "models_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "backends" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "base_url" TEXT NOT NULL,
    "region" TEXT,
    "api_version" TEXT,
    "credential_kind" "credential_kind" NOT NULL DEFAULT 'none',
    "credential_cipher" BYTEA,
    "credential_key_id" TEXT,
    "credential_uri" TEXT,
    "credential_set_at" TIMESTAMPTZ(3),
    "drain_on_hang_up" BOOLEAN,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "backends_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "deployments" (
    "backend_id" UUID NOT NULL,
    "model" TEXT NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "deployments_pkey" PRIMARY KEY ("backend_id","model")
);

-- CreateTable
CREATE TABLE "pools" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "strategy" "pool_strategy" NOT NULL DEFAULT 'weighted',
    "breaker" JSONB,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "pools_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "pool_members" (
    "pool_id" UUID NOT NULL,
    "backend_id" UUID NOT NULL,
    "priority" INTEGER NOT NULL DEFAULT 1,
    "weight" INTEGER NOT NULL DEFAULT 100,

    CONSTRAINT "pool_members_pkey" PRIMARY KEY ("pool_id","backend_id")
);

-- CreateTable
CREATE TABLE "prices" (
    "id" UUID NOT NULL,
    "model" TEXT NOT NULL,
    "backend_id" UUID,
    "currency" CHAR(3) NOT NULL,
    "effective_from" TIMESTAMPTZ(3) NOT NULL,
    "input_nano" BIGINT NOT NULL,
    "cache_read_nano" BIGINT,
    "cache_write_nano" BIGINT,
    "output_nano" BIGINT NOT NULL,
    "reasoning_nano" BIGINT,
    "audio_in_nano" BIGINT,
    "audio_out_nano" BIGINT,
    "image_nano" BIGINT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "prices_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "products" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "terms" TEXT NOT NULL DEFAULT '',
    "state" "product_state" NOT NULL DEFAULT 'draft',
    "requires_approval" BOOLEAN NOT NULL DEFAULT true,
    "output_cap" "output_cap" NOT NULL DEFAULT 'inject',
    "refuse_unbounded" BOOLEAN NOT NULL DEFAULT false,
    "request_defaults" JSONB NOT NULL DEFAULT '{}',
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "published_at" TIMESTAMPTZ(3),

    CONSTRAINT "products_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "product_models" (
    "product_id" UUID NOT NULL,
    "model_id" UUID NOT NULL,

    CONSTRAINT "product_models_pkey" PRIMARY KEY ("product_id","model_id")
);

-- CreateTable
CREATE TABLE "subscriptions" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "product_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "purpose" TEXT NOT NULL DEFAULT '',
    "state" "subscription_state" NOT NULL,
    "requested_by" UUID,
    "decided_by" UUID,
    "decided_at" TIMESTAMPTZ(3),
    "reason" TEXT,
    "expires_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "subscriptions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "keys" (
    "id" UUID NOT NULL,
    "subscription_id" UUID NOT NULL,
    "slot" "key_slot" NOT NULL,
    "name" TEXT NOT NULL DEFAULT '',
    "prefix" TEXT NOT NULL,
    "last4" CHAR(4) NOT NULL,
    "digest" BYTEA NOT NULL,
    "pepper_id" TEXT NOT NULL,
    "cidrs" TEXT[],
    "created_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),

    CONSTRAINT "keys_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "tenants" (
    "id" UUID NOT NULL,
    "parent_id" UUID,
    "name" TEXT NOT NULL,
    "cost_centre" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "regions" TEXT[],
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "tenants_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "tenant_time_zones" (
    "tenant_id" UUID NOT NULL,
    "effective_from" TIMESTAMPTZ(3) NOT NULL,
    "time_zone" TEXT NOT NULL,

    CONSTRAINT "tenant_time_zones_pkey" PRIMARY KEY ("tenant_id","effective_from")
);

-- CreateTable
CREATE TABLE "usage_records" (
    "id" UUID NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "local_day" DATE NOT NULL,
    "duration_ms" INTEGER NOT NULL,
    "first_byte_ms" INTEGER,
    "tenant_id" UUID NOT NULL,
    "product_id" UUID NOT NULL,
    "subscription_id" UUID NOT NULL,
    "key_id" UUID NOT NULL,
    "user_id" UUID,
    "end_user" TEXT,
    "model" TEXT,
    "backend_id" UUID,
    "deployment" TEXT,
    "dialect" TEXT NOT NULL,
    "operation" TEXT NOT NULL,
    "streamed" BOOLEAN NOT NULL DEFAULT false,
    "status" SMALLINT NOT NULL,
    "outcome" "usage_outcome" NOT NULL,
    "code" TEXT,
    "measured" "usage_measured" NOT NULL,
    "input_tokens" BIGINT NOT NULL DEFAULT 0,
    "cache_read_tokens" BIGINT NOT NULL DEFAULT 0,
    "cache_write_tokens" BIGINT NOT NULL DEFAULT 0,
    "output_tokens" BIGINT NOT NULL DEFAULT 0,
    "reasoning_tokens" BIGINT NOT NULL DEFAULT 0,
    "audio_in_tokens" BIGINT NOT NULL DEFAULT 0,
    "audio_out_tokens" BIGINT NOT NULL DEFAULT 0,
    "images" BIGINT NOT NULL DEFAULT 0,
    "units" JSONB,
    "hold_tokens" BIGINT NOT NULL DEFAULT 0,
    "output_cap" INTEGER,
    "limit_id" UUID,
    "attempts" SMALLINT NOT NULL DEFAULT 0,
    "price_id" UUID,
    "currency" CHAR(3),
    "cost_nano" BIGINT,
    "bytes_in" BIGINT NOT NULL DEFAULT 0,
    "bytes_out" BIGINT NOT NULL DEFAULT 0,
    "calls" INTEGER NOT NULL DEFAULT 1,
    "provisional" BOOLEAN NOT NULL DEFAULT false,
    "client_request_id" TEXT,
    "replica" TEXT NOT NULL,

    CONSTRAINT "usage_records_pkey" PRIMARY KEY ("started_at","id")
) PARTITION BY RANGE ("started_at");

-- CreateTable
CREATE TABLE "call_traces" (
    "id" UUID NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "tenant_id" UUID NOT NULL,
    "trace" JSONB NOT NULL,

    CONSTRAINT "call_traces_pkey" PRIMARY KEY ("started_at","id")
) PARTITION BY RANGE ("started_at");

-- CreateTable
CREATE TABLE "usage_rollups" (
    "id" BIGSERIAL NOT NULL,
    "hour" TIMESTAMPTZ(3) NOT NULL,
    "local_day" DATE NOT NULL,
    "tenant_id" UUID NOT NULL,
    "product_id" UUID NOT NULL,
    "subscription_id" UUID NOT NULL,
    "key_id" UUID NOT NULL,
    "user_id" UUID,
    "model" TEXT,
    "backend_id" UUID,
    "outcome" "usage_outcome" NOT NULL,
    "code" TEXT,
    "currency" CHAR(3),
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
    "duration_ms" BIGINT NOT NULL,
    "bytes_in" BIGINT NOT NULL,
    "bytes_out" BIGINT NOT NULL,

    CONSTRAINT "usage_rollups_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "replicas" (
    "id" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,
    "catalog_version" BIGINT NOT NULL,
    "flushed_through" TIMESTAMPTZ(3),
    "status" JSONB NOT NULL,

    CONSTRAINT "replicas_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "users" (
    "id" UUID NOT NULL,
    "kind" "user_kind" NOT NULL DEFAULT 'person',
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "password_hash" TEXT,
    "platform_role" "platform_role",
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "disabled_at" TIMESTAMPTZ(3),

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "identities" (
    "issuer" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "user_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "identities_pkey" PRIMARY KEY ("issuer","subject")
);

-- CreateTable
CREATE TABLE "memberships" (
    "user_id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "role" "tenant_role" NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "memberships_pkey" PRIMARY KEY ("user_id","tenant_id")
);

-- CreateTable
CREATE TABLE "sessions" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "address" TEXT,
    "user_agent" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sign_in_throttles" (
    "key" TEXT NOT NULL,
    "failures" INTEGER NOT NULL,
    "first_at" TIMESTAMPTZ(3) NOT NULL,
    "locked_until" TIMESTAMPTZ(3),

    CONSTRAINT "sign_in_throttles_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "one_time_links" (
    "id" UUID NOT NULL,
    "kind" "link_kind" NOT NULL,
    "digest" BYTEA NOT NULL,
    "email" TEXT,
    "tenant_id" UUID,
    "role" "tenant_role",
    "platform_role" "platform_role",
    "created_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "one_time_links_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "management_tokens" (
    "id" UUID NOT NULL,
    "owner_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "last4" CHAR(4) NOT NULL,
    "digest" BYTEA NOT NULL,
    "scopes" TEXT[],
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "management_tokens_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "audit_entries_entity_id_idx" ON "audit_entries"("entity_id");

-- CreateIndex
CREATE INDEX "audit_entries_tenant_id_version_idx" ON "audit_entries"("tenant_id", "version");

-- CreateIndex
CREATE INDEX "audit_entries_actor_id_version_idx" ON "audit_entries"("actor_id", "version");

-- CreateIndex
CREATE INDEX "idempotency_keys_created_at_idx" ON "idempotency_keys"("created_at");

-- CreateIndex
CREATE INDEX "limits_tenant_id_idx" ON "limits"("tenant_id");

-- CreateIndex
CREATE INDEX "limits_product_id_idx" ON "limits"("product_id");

-- CreateIndex
CREATE INDEX "limits_subscription_id_idx" ON "limits"("subscription_id");

-- CreateIndex
CREATE INDEX "limits_key_id_idx" ON "limits"("key_id");

-- CreateIndex
CREATE UNIQUE INDEX "models_name_key" ON "models"("name");

-- CreateIndex
CREATE INDEX "models_pool_id_idx" ON "models"("pool_id");

-- CreateIndex
CREATE UNIQUE INDEX "backends_name_key" ON "backends"("name");

-- CreateIndex
CREATE UNIQUE INDEX "pools_name_key" ON "pools"("name");

-- CreateIndex
CREATE INDEX "pool_members_backend_id_idx" ON "pool_members"("backend_id");

-- CreateIndex
CREATE INDEX "prices_backend_id_idx" ON "prices"("backend_id");

-- CreateIndex
CREATE UNIQUE INDEX "prices_model_backend_id_currency_effective_from_key" ON "prices"("model", "backend_id", "currency", "effective_from") NULLS NOT DISTINCT;

-- CreateIndex
CREATE UNIQUE INDEX "products_name_key" ON "products"("name");

-- CreateIndex
CREATE INDEX "product_models_model_id_idx" ON "product_models"("model_id");

-- CreateIndex
CREATE INDEX "subscriptions_product_id_idx" ON "subscriptions"("product_id");

-- CreateIndex
CREATE UNIQUE INDEX "subscriptions_tenant_id_name_key" ON "subscriptions"("tenant_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "keys_digest_key" ON "keys"("digest");

-- CreateIndex
CREATE INDEX "keys_subscription_id_idx" ON "keys"("subscription_id");

-- CreateIndex
CREATE INDEX "keys_last4_idx" ON "keys"("last4");

-- CreateIndex
CREATE UNIQUE INDEX "tenants_name_key" ON "tenants"("name");

-- CreateIndex
CREATE INDEX "tenants_parent_id_idx" ON "tenants"("parent_id");

-- CreateIndex
CREATE INDEX "usage_records_tenant_id_started_at_idx" ON "usage_records"("tenant_id", "started_at");

-- CreateIndex
CREATE INDEX "usage_records_id_idx" ON "usage_records"("id");

-- CreateIndex
CREATE INDEX "call_traces_id_idx" ON "call_traces"("id");

-- CreateIndex
CREATE INDEX "usage_rollups_tenant_id_local_day_idx" ON "usage_rollups"("tenant_id", "local_day");

-- CreateIndex
CREATE INDEX "usage_rollups_local_day_idx" ON "usage_rollups"("local_day");

-- CreateIndex
CREATE UNIQUE INDEX "usage_rollups_dimensions" ON "usage_rollups"("hour", "local_day", "tenant_id", "product_id", "subscription_id", "key_id", "user_id", "model", "backend_id", "outcome", "code", "currency") NULLS NOT DISTINCT;

-- CreateIndex
CREATE UNIQUE INDEX "users_email_key" ON "users"("email");

-- CreateIndex
CREATE INDEX "identities_user_id_idx" ON "identities"("user_id");

-- CreateIndex
CREATE INDEX "memberships_tenant_id_idx" ON "memberships"("tenant_id");

-- CreateIndex
CREATE INDEX "sessions_user_id_idx" ON "sessions"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "one_time_links_digest_key" ON "one_time_links"("digest");

-- CreateIndex
CREATE INDEX "one_time_links_tenant_id_idx" ON "one_time_links"("tenant_id");

-- CreateIndex
CREATE UNIQUE INDEX "management_tokens_digest_key" ON "management_tokens"("digest");

-- CreateIndex
CREATE INDEX "management_tokens_owner_id_idx" ON "management_tokens"("owner_id");

-- AddForeignKey
ALTER TABLE "limits" ADD CONSTRAINT "limits_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "limits" ADD CONSTRAINT "limits_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "products"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "limits" ADD CONSTRAINT "limits_subscription_id_fkey" FOREIGN KEY ("subscription_id") REFERENCES "subscriptions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "limits" ADD CONSTRAINT "limits_key_id_fkey" FOREIGN KEY ("key_id") REFERENCES "keys"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "models" ADD CONSTRAINT "models_pool_id_fkey" FOREIGN KEY ("pool_id") REFERENCES "pools"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "deployments" ADD CONSTRAINT "deployments_backend_id_fkey" FOREIGN KEY ("backend_id") REFERENCES "backends"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "pool_members" ADD CONSTRAINT "pool_members_pool_id_fkey" FOREIGN KEY ("pool_id") REFERENCES "pools"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "pool_members" ADD CONSTRAINT "pool_members_backend_id_fkey" FOREIGN KEY ("backend_id") REFERENCES "backends"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "prices" ADD CONSTRAINT "prices_backend_id_fkey" FOREIGN KEY ("backend_id") REFERENCES "backends"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "product_models" ADD CONSTRAINT "product_models_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "products"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "product_models" ADD CONSTRAINT "product_models_model_id_fkey" FOREIGN KEY ("model_id") REFERENCES "models"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "subscriptions" ADD CONSTRAINT "subscriptions_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "subscriptions" ADD CONSTRAINT "subscriptions_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "products"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "keys" ADD CONSTRAINT "keys_subscription_id_fkey" FOREIGN KEY ("subscription_id") REFERENCES "subscriptions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tenants" ADD CONSTRAINT "tenants_parent_id_fkey" FOREIGN KEY ("parent_id") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tenant_time_zones" ADD CONSTRAINT "tenant_time_zones_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "identities" ADD CONSTRAINT "identities_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "one_time_links" ADD CONSTRAINT "one_time_links_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "management_tokens" ADD CONSTRAINT "management_tokens_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- From here on by hand: what a Prisma schema cannot say.

-- The head every command updates last: version 0, an audit chain that starts from 32 zero bytes.
INSERT INTO "control_head" ("id", "version", "audit_hash") VALUES (1, 0, decode(repeat('00', 32), 'hex'));

ALTER TABLE "control_head"
  ADD CONSTRAINT "control_head_is_one_row" CHECK ("id" = 1),
  ADD CONSTRAINT "control_head_version_grows" CHECK ("version" >= 0),
  ADD CONSTRAINT "control_head_hash_is_sha256" CHECK (octet_length("audit_hash") = 32);

ALTER TABLE "audit_entries"
  ADD CONSTRAINT "audit_entries_digests_are_sha256" CHECK (octet_length("digest") = 32 AND octet_length("hash") = 32);

ALTER TABLE "limits"
  ADD CONSTRAINT "limits_window" CHECK (
    "measure" = 'concurrency'
    OR ("window_kind" = 'rate' AND coalesce("window_seconds", 0) > 0 AND "period" IS NULL)
    OR ("window_kind" = 'quota' AND "period" IS NOT NULL AND "window_seconds" IS NULL)
  ),
  ADD CONSTRAINT "limits_cost_has_currency" CHECK (("measure" = 'cost') = ("currency" IS NOT NULL)),
  ADD CONSTRAINT "limits_amounts" CHECK ("amount" >= 0 AND ("raised_amount" IS NULL OR "raised_amount" >= 0)),
  ADD CONSTRAINT "limits_raise_is_whole" CHECK (("raised_amount" IS NULL) = ("raised_until" IS NULL)),
  ADD CONSTRAINT "limits_week_start" CHECK ("week_start" BETWEEN 1 AND 7),
  ADD CONSTRAINT "limits_wait" CHECK ("wait_ms" IS NULL OR "wait_ms" >= 0),
  ADD CONSTRAINT "limits_quota_status" CHECK ("quota_status" IN (403, 429)),
  ADD CONSTRAINT "limits_unpriced" CHECK ("unpriced" IN ('refuse', 'allow')),
  ADD CONSTRAINT "limits_store_down" CHECK ("store_down" IN ('local', 'deny', 'allow'));

ALTER TABLE "prices"
  ADD CONSTRAINT "prices_amounts" CHECK (
    "input_nano" >= 0 AND "output_nano" >= 0
    AND coalesce("cache_read_nano", 0) >= 0 AND coalesce("cache_write_nano", 0) >= 0 AND coalesce("reasoning_nano", 0) >= 0
    AND coalesce("audio_in_nano", 0) >= 0 AND coalesce("audio_out_nano", 0) >= 0 AND coalesce("image_nano", 0) >= 0
  );

ALTER TABLE "models"
  ADD CONSTRAINT "models_sizes" CHECK ("context_window" > 0 AND "max_output_tokens" >= 0);

ALTER TABLE "pool_members"
  ADD CONSTRAINT "pool_members_order" CHECK ("priority" >= 1 AND "weight" >= 0);

ALTER TABLE "backends"
  ADD CONSTRAINT "backends_credential_is_whole" CHECK (("credential_cipher" IS NULL) = ("credential_key_id" IS NULL));

ALTER TABLE "tenants"
  ADD CONSTRAINT "tenants_not_own_parent" CHECK ("parent_id" <> "id");

ALTER TABLE "users"
  ADD CONSTRAINT "users_email_is_lower_case" CHECK ("email" = lower("email"));

ALTER TABLE "keys"
  ADD CONSTRAINT "keys_digest_is_sha256" CHECK (octet_length("digest") = 32);

ALTER TABLE "usage_records"
  ADD CONSTRAINT "usage_records_amounts" CHECK (
    "input_tokens" >= 0 AND "cache_read_tokens" >= 0 AND "cache_write_tokens" >= 0 AND "output_tokens" >= 0
    AND "reasoning_tokens" >= 0 AND "audio_in_tokens" >= 0 AND "audio_out_tokens" >= 0 AND "images" >= 0
    AND "hold_tokens" >= 0 AND "bytes_in" >= 0 AND "bytes_out" >= 0 AND "calls" >= 1 AND "attempts" >= 0
    AND coalesce("cost_nano", 0) >= 0
  ),
  ADD CONSTRAINT "usage_records_cost_has_currency" CHECK ("cost_nano" IS NULL OR "currency" IS NOT NULL);

-- Makes the monthly partitions (UTC) of the ledger that are missing; says how many it made. Any replica may call it at any
-- time: the lock lets one through, and attaching, unlike creating in place, lets readers and writers of other months go on.
CREATE FUNCTION "ensure_usage_partitions"("from" timestamptz, "months" int) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
  parent text;
  partition text;
  starts timestamptz;
  made int := 0;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('tollgate.usage_partitions'));
  FOR i IN 0 .. greatest("months", 1) - 1 LOOP
    starts := (date_trunc('month', "from" AT TIME ZONE 'UTC') + make_interval(months => i)) AT TIME ZONE 'UTC';
    FOREACH parent IN ARRAY ARRAY['usage_records', 'call_traces'] LOOP
      partition := parent || to_char(starts AT TIME ZONE 'UTC', '_YYYY_MM');
      IF to_regclass(quote_ident(partition)) IS NULL THEN
        EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL)', partition, parent);
        EXECUTE format(
          'ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
          parent, partition, starts, ((starts AT TIME ZONE 'UTC') + interval '1 month') AT TIME ZONE 'UTC'
        );
        made := made + 1;
      END IF;
    END LOOP;
  END LOOP;
  RETURN made;
END
$$;

SELECT "ensure_usage_partitions"(now() - interval '2 months', 6);
