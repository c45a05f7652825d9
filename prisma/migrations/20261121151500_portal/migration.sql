-- What a subscription is expected to take, and where it is booked.
ALTER TABLE "subscriptions" ADD COLUMN "cost_centre" TEXT NOT NULL DEFAULT '',
ADD COLUMN "expected_use" TEXT NOT NULL DEFAULT '';

-- A key may be for some models only, or for ten minutes of the playground.
ALTER TABLE "keys" ADD COLUMN "models" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN "is_playground" BOOLEAN NOT NULL DEFAULT false;

-- Which provider's groups gave a membership.
ALTER TABLE "memberships" ADD COLUMN "provider" TEXT;
