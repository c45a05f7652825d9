/** What the ledger has of some providers by UTC day and model: sums of the hourly rollups, whose key begins with the hour. */
import type { Prisma } from '@/lib/db/generated/client'

export type BookedDay = {
  day: string
  model: string
  calls: bigint
  tokens: bigint
  cost_nano: bigint
  unsure: bigint
  unpriced: bigint
  other_currency: bigint
}

/** Days are [from, to), money is in `currency` alone. */
export function readBookedDays(
  tx: Pick<Prisma.TransactionClient, '$queryRaw'>,
  asked: { from: Date; to: Date; providers: readonly string[]; currency: string | null },
): Promise<BookedDay[]> {
  const providers = [...asked.providers]
  return tx.$queryRaw<BookedDay[]>`
    SELECT to_char(r.hour AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day, coalesce(r.model, '') AS model, sum(r.calls)::bigint AS calls,
           sum(r.input_tokens + r.cache_read_tokens + r.cache_write_tokens + r.cache_write_1h_tokens + r.output_tokens + r.reasoning_tokens + r.audio_in_tokens + r.audio_out_tokens)::bigint AS tokens,
           coalesce(sum(r.cost_nano) FILTER (WHERE r.currency = ${asked.currency}), 0)::bigint AS cost_nano,
           coalesce(sum(r.calls) FILTER (WHERE r.outcome <> 'answered'), 0)::bigint AS unsure,
           coalesce(sum(r.unpriced), 0)::bigint AS unpriced,
           coalesce(sum(r.calls) FILTER (WHERE r.currency <> ${asked.currency}), 0)::bigint AS other_currency
      FROM usage_rollups r JOIN backends b ON b.id = r.backend_id
     WHERE r.hour >= ${asked.from}::timestamptz AND r.hour < ${asked.to}::timestamptz
       AND b.provider::text = ANY(${providers}::text[]) AND r.outcome <> 'refused'
     GROUP BY 1, 2 ORDER BY 1, 2`
}
