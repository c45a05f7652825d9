-- A month whose records were detached is over: it is not made again for a line that comes late, which would book it twice. The line has no
-- partition then, and is set aside.
CREATE OR REPLACE FUNCTION "ensure_usage_partitions"("from" timestamptz, "months" int) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
  parent text;
  partition text;
  starts timestamptz;
  made int := 0;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('tollgate.usage_partitions'));
  FOR i IN 0 .. greatest("months", 1) - 1 LOOP
    starts := (date_trunc('month', "from" AT TIME ZONE 'UTC') + make_interval(months => i)) AT TIME ZONE 'UTC';
    CONTINUE WHEN to_regclass(quote_ident('usage_records' || to_char(starts AT TIME ZONE 'UTC', '_YYYY_MM') || '_detached')) IS NOT NULL;
    FOREACH parent IN ARRAY ARRAY['usage_records', 'call_traces'] LOOP
      partition := parent || to_char(starts AT TIME ZONE 'UTC', '_YYYY_MM');
      IF to_regclass(quote_ident(partition)) IS NULL THEN
        EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL)', partition, parent);
        EXECUTE format(
          'ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
          parent, partition, starts, ((starts AT TIME ZONE 'UTC') + interval '1 month') AT TIME ZONE 'UTC'
        );
        made := made + 1;
      END IF;
    END LOOP;
  END LOOP;
  RETURN made;
END
$$;

-- A month that was detached and made again before the above gets a number: `_detached_2`. Its columns may be newer than those of the first.
CREATE OR REPLACE FUNCTION "expire_usage_partition"("parent" text, "month" date, "keep" boolean) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  partition text := "parent" || to_char("month", '_YYYY_MM');
  detached text := partition || '_detached';
  number int := 1;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('tollgate.usage_partitions'));
  IF NOT EXISTS (SELECT FROM pg_inherits WHERE inhrelid = to_regclass(quote_ident(partition)) AND inhparent = to_regclass(quote_ident("parent"))) THEN
    RETURN false;
  END IF;
  EXECUTE format('ALTER TABLE %I DETACH PARTITION %I', "parent", partition);
  IF "keep" THEN
    WHILE to_regclass(quote_ident(detached)) IS NOT NULL LOOP
      number := number + 1;
      detached := partition || '_detached_' || number;
    END LOOP;
    EXECUTE format('ALTER TABLE %I RENAME TO %I', partition, detached);
  ELSE
    EXECUTE format('DROP TABLE %I', partition);
  END IF;
  RETURN true;
END
$$;
