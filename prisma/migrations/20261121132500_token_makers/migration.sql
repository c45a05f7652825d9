-- Who made it: what a service account asks for must not be approved by whoever holds its token.
ALTER TABLE "management_tokens" ADD COLUMN "created_by" UUID;
CREATE INDEX "management_tokens_created_by_idx" ON "management_tokens" ("created_by");
UPDATE "management_tokens" t SET "created_by" = a."actor_id"
  FROM "audit_entries" a WHERE a."action" = 'tokens.create' AND a."entity_id" = t."id" AND a."actor_id" IS NOT NULL;
