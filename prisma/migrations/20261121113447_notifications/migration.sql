-- Notices, where they go and how they fare; rules that watch figures, and the alerts they raise.
-- CreateEnum
CREATE TYPE "channel_kind" AS ENUM ('email', 'webhook', 'slack', 'teams');

-- CreateEnum
CREATE TYPE "notice_severity" AS ENUM ('info', 'warning', 'critical');

-- CreateEnum
CREATE TYPE "delivery_state" AS ENUM ('pending', 'delivered', 'failed', 'skipped');

-- CreateTable
CREATE TABLE "notification_channels" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "kind" "channel_kind" NOT NULL,
    "recipients" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "url" TEXT,
    "secret_key_id" TEXT,
    "secret_cipher" BYTEA,
    "secret_set_at" TIMESTAMPTZ(3),
    "topics" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "min_severity" "notice_severity" NOT NULL DEFAULT 'info',
    "tenant_id" UUID,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "notification_channels_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "notices" (
    "id" UUID NOT NULL,
    "topic" TEXT NOT NULL,
    "severity" "notice_severity" NOT NULL DEFAULT 'info',
    "title" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "path" TEXT,
    "tenant_id" UUID,
    "alert_id" UUID,
    "data" JSONB NOT NULL DEFAULT '{}',
    "dedup_key" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "notices_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "deliveries" (
    "id" UUID NOT NULL,
    "notice_id" UUID NOT NULL,
    "channel_id" UUID,
    "user_id" UUID,
    "state" "delivery_state" NOT NULL DEFAULT 'pending',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "leased_until" TIMESTAMPTZ(3),
    "status" SMALLINT,
    "error" TEXT,
    "delivered_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "deliveries_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "alert_rules" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "figure" TEXT NOT NULL,
    "comparison" TEXT NOT NULL DEFAULT 'above',
    "threshold" DOUBLE PRECISION NOT NULL,
    "window_minutes" INTEGER NOT NULL DEFAULT 15,
    "for_minutes" INTEGER NOT NULL DEFAULT 0,
    "min_calls" INTEGER NOT NULL DEFAULT 0,
    "currency" CHAR(3),
    "tenant_id" UUID,
    "product_id" UUID,
    "backend_id" UUID,
    "model" TEXT,
    "severity" "notice_severity" NOT NULL DEFAULT 'warning',
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "repeat_hours" INTEGER,
    "silenced_until" TIMESTAMPTZ(3),
    "silence_reason" TEXT,
    "evaluated_at" TIMESTAMPTZ(3),
    "last_value" DOUBLE PRECISION,
    "last_error" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "alert_rules_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "alerts" (
    "id" UUID NOT NULL,
    "rule_id" UUID,
    "rule_name" TEXT NOT NULL,
    "subject" TEXT NOT NULL DEFAULT '',
    "severity" "notice_severity" NOT NULL,
    "summary" TEXT NOT NULL,
    "figure" TEXT NOT NULL,
    "value" DOUBLE PRECISION NOT NULL,
    "threshold" DOUBLE PRECISION NOT NULL,
    "tenant_id" UUID,
    "path" TEXT,
    "pending_since" TIMESTAMPTZ(3) NOT NULL,
    "fired_at" TIMESTAMPTZ(3),
    "seen_at" TIMESTAMPTZ(3) NOT NULL,
    "notified_at" TIMESTAMPTZ(3),
    "notices" INTEGER NOT NULL DEFAULT 0,
    "acknowledged_at" TIMESTAMPTZ(3),
    "acknowledged_by" UUID,
    "acknowledged_name" TEXT,
    "note" TEXT,
    "resolved_at" TIMESTAMPTZ(3),

    CONSTRAINT "alerts_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "notification_channels_name_key" ON "notification_channels"("name");

-- CreateIndex
CREATE INDEX "notification_channels_tenant_id_idx" ON "notification_channels"("tenant_id");

-- CreateIndex
CREATE UNIQUE INDEX "notices_dedup_key_key" ON "notices"("dedup_key");

-- CreateIndex
CREATE INDEX "notices_created_at_idx" ON "notices"("created_at");

-- CreateIndex
CREATE INDEX "notices_alert_id_idx" ON "notices"("alert_id");

-- CreateIndex
CREATE INDEX "deliveries_state_next_at_idx" ON "deliveries"("state", "next_at");

-- CreateIndex
CREATE INDEX "deliveries_channel_id_created_at_idx" ON "deliveries"("channel_id", "created_at");

-- CreateIndex
CREATE INDEX "deliveries_user_id_idx" ON "deliveries"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "deliveries_notice_id_channel_id_key" ON "deliveries"("notice_id", "channel_id");

-- CreateIndex
CREATE UNIQUE INDEX "deliveries_notice_id_user_id_key" ON "deliveries"("notice_id", "user_id");

-- CreateIndex
CREATE UNIQUE INDEX "alert_rules_name_key" ON "alert_rules"("name");

-- CreateIndex
CREATE INDEX "alerts_rule_id_subject_idx" ON "alerts"("rule_id", "subject");

-- CreateIndex
CREATE INDEX "alerts_fired_at_idx" ON "alerts"("fired_at");

-- AddForeignKey
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_notice_id_fkey" FOREIGN KEY ("notice_id") REFERENCES "notices"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_channel_id_fkey" FOREIGN KEY ("channel_id") REFERENCES "notification_channels"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alerts" ADD CONSTRAINT "alerts_rule_id_fkey" FOREIGN KEY ("rule_id") REFERENCES "alert_rules"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- One open alert of a rule and a subject, whoever looks at the same time.
CREATE UNIQUE INDEX "alerts_open" ON "alerts" ("rule_id", "subject") WHERE "resolved_at" IS NULL;

-- What nobody should have to think of: an installation watches itself from its first minute.
INSERT INTO "alert_rules" ("id", "name", "figure", "threshold", "window_minutes", "for_minutes", "min_calls", "severity") VALUES
  (gen_random_uuid(), 'Calls fail', 'errorRate', 5, 10, 2, 20, 'critical'),
  (gen_random_uuid(), 'A breaker is open', 'breakersOpen', 0, 5, 0, 0, 'critical'),
  (gen_random_uuid(), 'Calls wait for PostgreSQL', 'flushLag', 60, 5, 1, 0, 'critical'),
  (gen_random_uuid(), 'The spool grows', 'spool', 256, 5, 5, 0, 'warning'),
  (gen_random_uuid(), 'A job fails', 'jobsFailing', 0, 5, 0, 0, 'warning'),
  (gen_random_uuid(), 'A channel does not take its notices', 'deliveriesFailing', 0, 60, 10, 0, 'warning'),
  (gen_random_uuid(), 'Keys expire within two weeks', 'keysExpiring', 14, 5, 0, 0, 'info');
