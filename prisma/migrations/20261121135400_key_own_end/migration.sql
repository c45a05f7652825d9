-- The end somebody gave a key, which a rotation schedule may come before and must not make forgotten.
ALTER TABLE "keys" ADD COLUMN "own_expires_at" TIMESTAMPTZ(3);
UPDATE "keys" SET "own_expires_at" = "expires_at"
 WHERE "expires_at" IS NOT NULL
   AND ("rotate_at" IS NULL OR "expires_at" <> "rotate_at" + make_interval(hours => 24 * "rotation_grace_days"));
