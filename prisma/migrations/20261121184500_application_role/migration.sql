-- What the application may do as a role that owns nothing (lib/db/application-rights.ts grants it the rest): make and expire
-- partitions, take a person out of the audit trail. Functions of the owner, with a fixed search path, each asking for no more than it says.

-- A table of one's own session must not stand in for the real one.
ALTER FUNCTION "refuse_later_line"() SET search_path = pg_catalog, public, pg_temp;
ALTER FUNCTION "refuse_change_of_statement"() SET search_path = pg_catalog, public, pg_temp;

-- A month has one statement in force for each tenant: a second would change what the month comes to.
CREATE FUNCTION "refuse_second_statement"() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('tollgate.statements'), hashtext(NEW."tenant_id"::text));
  IF EXISTS (
    SELECT FROM "statements" s
     WHERE s."tenant_id" = NEW."tenant_id" AND s."month" = NEW."month"
       AND NOT EXISTS (SELECT FROM "statement_reopenings" r WHERE r."statement_id" = s."id")
  ) THEN
    RAISE EXCEPTION 'that month is closed: re-open it and close it again' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER "statements_are_one_for_each_month" BEFORE INSERT ON "statements" FOR EACH ROW EXECUTE FUNCTION "refuse_second_statement"();

CREATE OR REPLACE FUNCTION "ensure_usage_partitions"("from" timestamptz, "months" int) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  parent text;
  partition text;
  starts timestamptz;
  made int := 0;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('tollgate.usage_partitions'));
  FOR i IN 0 .. least(greatest("months", 1), 240) - 1 LOOP
    starts := (date_trunc('month', "from" AT TIME ZONE 'UTC') + make_interval(months => i)) AT TIME ZONE 'UTC';
    CONTINUE WHEN to_regclass('public.' || quote_ident('usage_records' || to_char(starts AT TIME ZONE 'UTC', '_YYYY_MM') || '_detached')) IS NOT NULL;
    FOREACH parent IN ARRAY ARRAY['usage_records', 'call_traces'] LOOP
      partition := parent || to_char(starts AT TIME ZONE 'UTC', '_YYYY_MM');
      IF to_regclass('public.' || quote_ident(partition)) IS NULL THEN
        EXECUTE format('CREATE TABLE public.%I (LIKE public.%I INCLUDING ALL)', partition, parent);
        EXECUTE format(
          'ALTER TABLE public.%I ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)',
          parent, partition, starts, ((starts AT TIME ZONE 'UTC') + interval '1 month') AT TIME ZONE 'UTC'
        );
        made := made + 1;
      END IF;
    END LOOP;
  END LOOP;
  RETURN made;
END
$$;

-- Only months that are over: the running one is never taken away, whoever asks.
CREATE OR REPLACE FUNCTION "expire_usage_partition"("parent" text, "month" date, "keep" boolean) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  partition text := "parent" || to_char("month", '_YYYY_MM');
  detached text := partition || '_detached';
  number int := 1;
BEGIN
  IF "parent" NOT IN ('usage_records', 'call_traces') OR "month" >= date_trunc('month', now() AT TIME ZONE 'UTC')::date THEN
    RETURN false;
  END IF;
  PERFORM pg_advisory_xact_lock(hashtext('tollgate.usage_partitions'));
  IF NOT EXISTS (
    SELECT FROM pg_inherits
     WHERE inhrelid = to_regclass('public.' || quote_ident(partition)) AND inhparent = to_regclass('public.' || quote_ident("parent"))
  ) THEN
    RETURN false;
  END IF;
  EXECUTE format('ALTER TABLE public.%I DETACH PARTITION public.%I', "parent", partition);
  IF "keep" THEN
    WHILE to_regclass('public.' || quote_ident(detached)) IS NOT NULL LOOP
      number := number + 1;
      detached := partition || '_detached_' || number;
    END LOOP;
    EXECUTE format('ALTER TABLE public.%I RENAME TO %I', partition, detached);
  ELSE
    EXECUTE format('DROP TABLE public.%I', partition);
  END IF;
  RETURN true;
END
$$;

-- True where the second is the first with some of its texts replaced by "(erased)", and nothing else.
CREATE FUNCTION "is_erasure_of"("was" jsonb, "is" jsonb) RETURNS boolean LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF "was" IS NOT DISTINCT FROM "is" THEN
    RETURN true;
  ELSIF jsonb_typeof("was") = 'string' THEN
    RETURN "is" = '"(erased)"'::jsonb;
  ELSIF jsonb_typeof("was") IS DISTINCT FROM jsonb_typeof("is") THEN
    RETURN false;
  ELSIF jsonb_typeof("was") = 'object' THEN
    RETURN NOT EXISTS (
      SELECT FROM jsonb_each("was") w FULL JOIN jsonb_each("is") i USING (key)
       WHERE w.value IS NULL OR i.value IS NULL OR NOT is_erasure_of(w.value, i.value)
    );
  ELSIF jsonb_typeof("was") = 'array' THEN
    RETURN jsonb_array_length("was") = jsonb_array_length("is") AND NOT EXISTS (
      SELECT FROM jsonb_array_elements("was") WITH ORDINALITY w(value, n) JOIN jsonb_array_elements("is") WITH ORDINALITY i(value, n) USING (n)
       WHERE NOT is_erasure_of(w.value, i.value)
    );
  END IF;
  RETURN false;
END
$$;

-- The only writing over audit entries there is: names and addresses go, everything else must stay as it was.
CREATE FUNCTION "erase_from_audit_entries"("entries" jsonb) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  refused bigint;
  erased int;
BEGIN
  SELECT e."version" INTO refused
    FROM "audit_entries" e
    JOIN jsonb_to_recordset("entries") AS r ("version" bigint, "actorName" text, "address" text, "before" jsonb, "after" jsonb) ON r."version" = e."version"
   WHERE NOT (r."actorName" IN (e."actor_name", '(erased)')
              AND (r."address" IS NULL OR r."address" IS NOT DISTINCT FROM e."address")
              AND is_erasure_of(e."before", r."before") AND is_erasure_of(e."after", r."after"))
   LIMIT 1;
  IF refused IS NOT NULL THEN
    RAISE EXCEPTION 'audit entry % may only lose names and addresses', refused USING ERRCODE = 'restrict_violation';
  END IF;
  UPDATE "audit_entries" e
     SET "actor_name" = r."actorName", "address" = r."address", "before" = r."before", "after" = r."after"
    FROM jsonb_to_recordset("entries") AS r ("version" bigint, "actorName" text, "address" text, "before" jsonb, "after" jsonb)
   WHERE e."version" = r."version";
  GET DIAGNOSTICS erased = ROW_COUNT;
  RETURN erased;
END
$$;

-- Who may call them is said where the application's role gets its rights; the owner may anyway.
REVOKE EXECUTE ON FUNCTION "ensure_usage_partitions"(timestamptz, int) FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION "expire_usage_partition"(text, date, boolean) FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION "erase_from_audit_entries"(jsonb) FROM PUBLIC;
