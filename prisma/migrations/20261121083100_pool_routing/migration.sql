-- How a pool routes beyond its strategy: affinity, regions, last resort, probes, deadlines, retries. Null: the defaults.
ALTER TABLE "pools" ADD COLUMN "routing" JSONB;
