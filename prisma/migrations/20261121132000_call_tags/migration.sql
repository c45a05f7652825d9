-- What callers say a call is for (x-tollgate-tags). Most calls say nothing, and those cost the index nothing.
ALTER TABLE "usage_records" ADD COLUMN "tags" TEXT[] NOT NULL DEFAULT '{}';
CREATE INDEX "usage_records_tags_idx" ON "usage_records" USING GIN ("tags") WHERE "tags" <> '{}';
