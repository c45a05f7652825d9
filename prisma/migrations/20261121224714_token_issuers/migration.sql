-- AlterTable
ALTER TABLE "products" ADD COLUMN     "accepts" TEXT NOT NULL DEFAULT 'key-or-token';

-- CreateTable
CREATE TABLE "token_issuers" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "issuer" TEXT NOT NULL,
    "keys_url" TEXT,
    "audiences" TEXT[],
    "algorithms" TEXT[] DEFAULT ARRAY['RS256']::TEXT[],
    "client_ids" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "rules" JSONB NOT NULL DEFAULT '{}',
    "user_claim" TEXT NOT NULL DEFAULT 'sub',
    "clock_skew_s" INTEGER NOT NULL DEFAULT 60,
    "is_enabled" BOOLEAN NOT NULL DEFAULT true,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "token_issuers_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "token_users" (
    "id" UUID NOT NULL,
    "issuer" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "name" TEXT,
    "client_id" TEXT,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "token_users_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "token_issuers_name_key" ON "token_issuers"("name");

-- CreateIndex
CREATE UNIQUE INDEX "token_issuers_issuer_key" ON "token_issuers"("issuer");
