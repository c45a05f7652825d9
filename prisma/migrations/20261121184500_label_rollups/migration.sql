-- Daily sums by end user and by tag, so that chargeback by them reads no calls.
CREATE TABLE "usage_label_rollups" (
    "id" BIGSERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "local_day" DATE NOT NULL,
    "tenant_id" UUID NOT NULL,
    "label" TEXT NOT NULL,
    "product_id" UUID NOT NULL,
    "model" TEXT,
    "currency" CHAR(3),
    "calls" BIGINT NOT NULL,
    "refused" BIGINT NOT NULL,
    "unpriced" BIGINT NOT NULL,
    "input_tokens" BIGINT NOT NULL,
    "cache_read_tokens" BIGINT NOT NULL,
    "cache_write_tokens" BIGINT NOT NULL,
    "cache_write_1h_tokens" BIGINT NOT NULL DEFAULT 0,
    "output_tokens" BIGINT NOT NULL,
    "reasoning_tokens" BIGINT NOT NULL,
    "audio_in_tokens" BIGINT NOT NULL,
    "audio_out_tokens" BIGINT NOT NULL,
    "images" BIGINT NOT NULL,
    "cost_nano" BIGINT NOT NULL,

    CONSTRAINT "usage_label_rollups_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "usage_label_rollups_dimensions" ON "usage_label_rollups"("kind", "local_day", "tenant_id", "label", "product_id", "model", "currency") NULLS NOT DISTINCT;

-- What is on the ledger already.
INSERT INTO "usage_label_rollups" ("kind", "local_day", "tenant_id", "label", "product_id", "model", "currency", "calls", "refused", "unpriced",
  "input_tokens", "cache_read_tokens", "cache_write_tokens", "output_tokens", "reasoning_tokens", "audio_in_tokens", "audio_out_tokens", "images", "cost_nano")
SELECT kind, local_day, tenant_id, label, product_id, model, currency,
  coalesce(sum(calls) FILTER (WHERE outcome <> 'refused'), 0), coalesce(sum(calls) FILTER (WHERE outcome = 'refused'), 0),
  coalesce(sum(calls) FILTER (WHERE outcome <> 'refused' AND cost_nano IS NULL), 0),
  sum(input_tokens), sum(cache_read_tokens), sum(cache_write_tokens), sum(output_tokens), sum(reasoning_tokens), sum(audio_in_tokens),
  sum(audio_out_tokens), sum(images), coalesce(sum(cost_nano), 0)
FROM (
  SELECT 'endUser' AS kind, end_user AS label, r.* FROM usage_records r WHERE end_user IS NOT NULL
  UNION ALL SELECT 'tag', t.tag, r.* FROM usage_records r CROSS JOIN LATERAL unnest(r.tags) AS t(tag) WHERE tags <> '{}'
) AS said
GROUP BY 1, 2, 3, 4, 5, 6, 7;
