-- Scheduled work: when each job is due, who runs it now, and how it went last.
CREATE TABLE "jobs" (
    "name" TEXT NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "leased_by" TEXT,
    "leased_until" TIMESTAMPTZ(3),
    "started_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "ok" BOOLEAN,
    "message" TEXT,

    CONSTRAINT "jobs_pkey" PRIMARY KEY ("name")
);

-- Takes a month's partition of a ledger table away: detached it stays as a table of its own, dropped it is gone. Says whether it was there.
CREATE FUNCTION "expire_usage_partition"("parent" text, "month" date, "keep" boolean) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  partition text := "parent" || to_char("month", '_YYYY_MM');
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('tollgate.usage_partitions'));
  IF NOT EXISTS (SELECT FROM pg_inherits WHERE inhrelid = to_regclass(quote_ident(partition)) AND inhparent = to_regclass(quote_ident("parent"))) THEN
    RETURN false;
  END IF;
  EXECUTE format('ALTER TABLE %I DETACH PARTITION %I', "parent", partition);
  IF "keep" THEN
    EXECUTE format('ALTER TABLE %I RENAME TO %I', partition, partition || '_detached');
  ELSE
    EXECUTE format('DROP TABLE %I', partition);
  END IF;
  RETURN true;
END
$$;
