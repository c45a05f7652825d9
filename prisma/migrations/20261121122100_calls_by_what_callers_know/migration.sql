-- What somebody has in a log finds its call, whatever the number of calls; calls that say neither cost nothing.
CREATE INDEX "usage_records_client_request_id" ON "usage_records" ("client_request_id") WHERE "client_request_id" IS NOT NULL;
CREATE INDEX "usage_records_end_user" ON "usage_records" ("end_user", "started_at") WHERE "end_user" IS NOT NULL;
