-- What a statement comes to in the reporting currency, as it was said when it was closed. Not known of those closed before.
ALTER TABLE "statements" ADD COLUMN     "reporting" JSONB;

-- What was booked gets nothing more: lines come with the re-rating somebody then decides on, shares with the run they are of.
CREATE FUNCTION "refuse_later_booking"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- A row's xmin is the transaction that made it, in 32 bits.
  IF TG_TABLE_NAME = 'rerating_lines' THEN
    PERFORM FROM "reratings" WHERE "id" = NEW."rerating_id" AND "state" = 'proposed'
      AND "xmin"::text::bigint = (pg_current_xact_id()::text::bigint & 4294967295);
  ELSE
    PERFORM FROM "commitment_runs" WHERE "id" = NEW."run_id" AND "commitment_id" = NEW."commitment_id"
      AND "xmin"::text::bigint = (pg_current_xact_id()::text::bigint & 4294967295);
  END IF;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'what was booked gets nothing more, and is never changed: book the difference' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END
$$;

CREATE TRIGGER "rerating_lines_come_with_it" BEFORE INSERT ON "rerating_lines" FOR EACH ROW EXECUTE FUNCTION "refuse_later_booking"();
CREATE TRIGGER "commitment_shares_come_with_it" BEFORE INSERT ON "commitment_shares" FOR EACH ROW EXECUTE FUNCTION "refuse_later_booking"();
