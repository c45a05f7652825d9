-- Who vouched for a session, to be asked again whether they still do.
ALTER TABLE "sessions" ADD COLUMN "vouched_by" JSONB;
