-- CreateTable
CREATE TABLE "usage_warnings" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "subscription_id" UUID NOT NULL,
    "measure" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "currency" CHAR(3),
    "told_month" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "usage_warnings_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "usage_warnings_user_id_idx" ON "usage_warnings"("user_id");

-- CreateIndex
CREATE INDEX "usage_warnings_subscription_id_idx" ON "usage_warnings"("subscription_id");

-- AddForeignKey
ALTER TABLE "usage_warnings" ADD CONSTRAINT "usage_warnings_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "usage_warnings" ADD CONSTRAINT "usage_warnings_subscription_id_fkey" FOREIGN KEY ("subscription_id") REFERENCES "subscriptions"("id") ON DELETE CASCADE ON UPDATE CASCADE;
