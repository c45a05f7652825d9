/** The calls a limit has met, one by one, in the order of their admission: read in pieces, so that a month of them fits anywhere. */
import { type Database, Prisma } from '@/lib/db/client'

export type PastCallRow = {
  id: string
  at: Date
  duration_ms: number
  tenant_id: string
  product_id: string
  subscription_id: string
  key_id: string
  user_id: string | null
  model: string | null
  outcome: string
  code: string | null
  limit_id: string | null
  hold_tokens: bigint
  output_cap: number | null
  input: bigint
  output: bigint
  cost_nano: bigint | null
  currency: string | null
  calls: number
}

/** Whose calls: everything that is set must match; `tenantIds` null is everybody. */
export type PastCallFilter = {
  from: Date
  to: Date
  tenantIds: string[] | null
  productId: string | null
  subscriptionId: string | null
  keyId: string | null
  userId: string | null
  model: string | null
  /** Refused calls are of interest only where this limit refused them; null: of none. */
  limitId: string | null
}

/** This process answers calls too: small pieces keep it from being away for long. */
const PIECE = 1_000

export async function* pastCalls(db: Pick<Database, '$queryRaw'>, filter: PastCallFilter): AsyncGenerator<PastCallRow[]> {
  let after: { at: Date; id: string } | null = null
  for (;;) {
    const rows: PastCallRow[] = await readPiece(db, filter, after)
    if (rows.length > 0) yield rows
    const last = rows.at(-1)
    if (!last || rows.length < PIECE) return
    after = { at: last.at, id: last.id }
  }
}

/** How many calls that is, by UTC day, newest first: from the rollups, so that it costs next to nothing. */
export async function pastCallCounts(
  db: Pick<Database, '$queryRaw'>,
  filter: PastCallFilter,
): Promise<{ day: Date; calls: bigint }[]> {
  return await db.$queryRaw`
    SELECT date_trunc('day', hour AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' AS day, sum(calls)::bigint AS calls
      FROM usage_rollups WHERE hour >= ${filter.from} AND hour < ${filter.to} AND ${localDays(filter)} ${scopeOf(filter)}
     GROUP BY 1 ORDER BY 1 DESC`
}

export type UsedBefore = { count_key: string; tenant_id: string; used: bigint }

/** What was used by whole hours before the first call: of a quota whose period began earlier. */
export async function usedBefore(
  db: Pick<Database, '$queryRaw'>,
  filter: PastCallFilter,
  by: 'none' | 'tenant_id' | 'product_id' | 'subscription_id' | 'key_id' | 'user_id' | 'model',
  measure: 'requests' | 'tokens' | 'inputTokens' | 'outputTokens' | 'cost',
  currency: string | null,
): Promise<UsedBefore[]> {
  const key = by === 'none' ? Prisma.sql`''` : Prisma.sql`coalesce(${Prisma.raw(by)}::text, '')`
  const money = currency === null ? Prisma.empty : Prisma.sql`AND currency = ${currency}`
  return await db.$queryRaw`
    SELECT ${key} AS count_key, tenant_id, sum(${amounts[measure]})::bigint AS used FROM usage_rollups
     WHERE outcome <> 'refused' AND hour >= ${filter.from} AND hour < ${filter.to} AND ${localDays(filter)} ${scopeOf(filter)} ${money}
     GROUP BY 1, 2`
}

const amounts = {
  requests: Prisma.sql`calls`,
  tokens: Prisma.sql`input_tokens + cache_read_tokens + cache_write_tokens + cache_write_1h_tokens + audio_in_tokens + output_tokens + reasoning_tokens + audio_out_tokens`,
  inputTokens: Prisma.sql`input_tokens + cache_read_tokens + cache_write_tokens + cache_write_1h_tokens + audio_in_tokens`,
  outputTokens: Prisma.sql`output_tokens + reasoning_tokens + audio_out_tokens`,
  cost: Prisma.sql`cost_nano`,
}

/** A call that held nothing and was not refused by this limit never met it. */
async function readPiece(
  db: Pick<Database, '$queryRaw'>,
  filter: PastCallFilter,
  after: { at: Date; id: string } | null,
): Promise<PastCallRow[]> {
  const beyond = after ? Prisma.sql`AND (started_at, id) > (${after.at}, ${after.id}::uuid)` : Prisma.empty
  return await db.$queryRaw`
    SELECT id, started_at AS at, duration_ms, tenant_id, product_id, subscription_id, key_id, user_id, model, outcome::text AS outcome, code,
           limit_id, hold_tokens, output_cap, input_tokens + cache_read_tokens + cache_write_tokens + cache_write_1h_tokens + audio_in_tokens AS input,
           output_tokens + reasoning_tokens + audio_out_tokens AS output, cost_nano, currency, calls
      FROM usage_records
     WHERE started_at >= ${filter.from} AND started_at < ${filter.to} ${scopeOf(filter)} ${beyond}
       AND ((outcome <> 'refused' AND hold_tokens > 0)
         OR (outcome = 'refused' AND limit_id = ${filter.limitId}::uuid
             AND code IN ('rate_limit_exceeded', 'quota_exceeded', 'request_too_large_for_limit')))
     ORDER BY started_at, id LIMIT ${PIECE}`
}

function scopeOf(filter: PastCallFilter): Prisma.Sql {
  const { tenantIds, productId, subscriptionId, keyId, userId, model } = filter
  const parts: Prisma.Sql[] = []
  if (tenantIds) parts.push(Prisma.sql`AND tenant_id = ANY(${tenantIds}::uuid[])`)
  if (productId) parts.push(Prisma.sql`AND product_id = ${productId}::uuid`)
  if (subscriptionId) parts.push(Prisma.sql`AND subscription_id = ${subscriptionId}::uuid`)
  if (keyId) parts.push(Prisma.sql`AND key_id = ${keyId}::uuid`)
  if (userId) parts.push(Prisma.sql`AND user_id = ${userId}::uuid`)
  if (model) parts.push(Prisma.sql`AND model = ${model}`)
  return parts.length === 0 ? Prisma.empty : Prisma.join(parts, ' ')
}

/** The rollups' index goes by local days, which differ from UTC's by one at most. */
function localDays({ from, to }: PastCallFilter): Prisma.Sql {
  const dayOf = (at: Date, days: number) => new Date(at.getTime() + days * 86_400_000).toISOString().slice(0, 10)
  return Prisma.sql`local_day BETWEEN ${dayOf(from, -1)}::date AND ${dayOf(to, 1)}::date`
}
