-- Callers choose their labels: of a kind, a day and a tenant only so many have rows of their own, the rest share the one named ''.
-- Which of these labels have one. Once there is a shared row, no more are added, so that what was put in a row is taken from it.
-- Each statement in here sees what others have committed by then; the lock is held until the sums are written.
CREATE FUNCTION "labels_of_their_own"("of_kind" text, "of_day" date, "of_tenant" uuid, "wanted" text[], "most" int)
RETURNS SETOF text LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  "own" text[];
  "room" int;
BEGIN
  "own" := ARRAY(SELECT "w" FROM unnest("wanted") AS "w" WHERE EXISTS (
    SELECT FROM "usage_label_rollups" WHERE "kind" = "of_kind" AND "local_day" = "of_day" AND "tenant_id" = "of_tenant" AND "label" = "w"));
  IF cardinality("own") < cardinality("wanted") THEN
    IF NOT EXISTS (
      SELECT FROM "usage_label_rollups" WHERE "kind" = "of_kind" AND "local_day" = "of_day" AND "tenant_id" = "of_tenant" AND "label" = '') THEN
      PERFORM pg_advisory_xact_lock(hashtextextended(format('labels %s %s %s', "of_kind", "of_day", "of_tenant"), 0));
    END IF;
    "own" := ARRAY(SELECT "w" FROM unnest("wanted") AS "w" WHERE EXISTS (
      SELECT FROM "usage_label_rollups" WHERE "kind" = "of_kind" AND "local_day" = "of_day" AND "tenant_id" = "of_tenant" AND "label" = "w"));
    IF NOT EXISTS (
      SELECT FROM "usage_label_rollups" WHERE "kind" = "of_kind" AND "local_day" = "of_day" AND "tenant_id" = "of_tenant" AND "label" = '') THEN
      SELECT greatest("most" - count(DISTINCT "label"), 0) INTO "room"
        FROM "usage_label_rollups" WHERE "kind" = "of_kind" AND "local_day" = "of_day" AND "tenant_id" = "of_tenant";
      "own" := "own" || ARRAY(SELECT unnest("wanted") EXCEPT SELECT unnest("own") ORDER BY 1 LIMIT "room");
    END IF;
  END IF;
  RETURN QUERY SELECT unnest("own");
END $$;
