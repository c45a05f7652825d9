-- What quotas were charged for a provisional record, so that its true close can book the difference.
ALTER TABLE "usage_records" ADD COLUMN "charges" JSONB;
