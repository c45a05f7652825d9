/** The sums a chargeback is made of: one statement over the hourly rollups, or over the daily ones of end users and tags. */
import type { DayRange } from '@/lib/base/day-range'
import type { ChargebackBy } from '@/lib/contracts/chargeback'
import { type Database, Prisma } from '@/lib/db/client'
import { dailySums } from '@/lib/reports/daily-sums'

export type ChargebackQuestion = {
  range: DayRange
  before: DayRange
  by: ChargebackBy
  /** Null: all tenants. Ids here and below are of the database. */
  tenantIds: string[] | null
  tenantId?: string | undefined
  costCentre?: string | undefined
  productId?: string | undefined
  model?: string | undefined
  backendId?: string | undefined
}

/** One thing in one month and currency, in the period itself or in the one before. */
export type SumRow = {
  key: string | null
  label: string | null
  month: string
  is_now: boolean
  currency: string
  calls: bigint
  refused: bigint
  unpriced: bigint
  input: bigint
  cache_read: bigint
  cache_write: bigint
  cache_write_1h: bigint
  output: bigint
  reasoning: bigint
  audio_in: bigint
  audio_out: bigint
  images: bigint
  /** Of calls, at their own price. */
  cost_nano: bigint
  /** Parts of what many share, such as provisioned throughput. */
  shared_nano: bigint
  /** What re-ratings have found since, as far as somebody has booked it. */
  adjustment_nano: bigint
}

type Db = Pick<Database, '$queryRaw'>
/** `columns` are what of the rollups tells the rows apart. */
type Dimension = { key: Prisma.Sql; label: Prisma.Sql; columns?: Prisma.Sql; join?: Prisma.Sql }

/** End users and tags may be any number: those that cost most are named. */
export const MOST_LABELS = 500

const slot = Prisma.sql`
  CASE WHEN k.is_playground THEN 'playground' WHEN r.key_id IS NULL THEN 'all keys' ELSE coalesce(k.slot::text, (
    SELECT 'tokens of ' || i.name FROM token_issuers i WHERE i.id = r.key_id), (
    SELECT 'measured by ' || u.source FROM azure_usage_imports u WHERE u.id = r.key_id), 'deleted') END`

const dimensions: Record<Exclude<ChargebackBy, 'endUser' | 'tag'>, Dimension> = {
  tenant: { key: Prisma.sql`t.id::text`, label: Prisma.sql`t.name` },
  costCentre: { key: Prisma.sql`t.cost_centre`, label: Prisma.sql`t.cost_centre` },
  product: {
    key: Prisma.sql`r.product_id::text`,
    label: Prisma.sql`p.name`,
    columns: Prisma.sql`r.product_id`,
    join: Prisma.sql`LEFT JOIN products p ON p.id = r.product_id`,
  },
  model: { key: Prisma.sql`r.model`, label: Prisma.sql`r.model`, columns: Prisma.sql`r.model` },
  backend: {
    key: Prisma.sql`r.backend_id::text`,
    label: Prisma.sql`b.name`,
    columns: Prisma.sql`r.backend_id`,
    join: Prisma.sql`LEFT JOIN backends b ON b.id = r.backend_id`,
  },
  // A slot outlives its keys, which are rotated; and says nothing of a key that only its team may know.
  key: {
    key: Prisma.sql`r.subscription_id::text || '/' || ${slot}`,
    label: Prisma.sql`CASE WHEN r.subscription_id IS NOT NULL THEN coalesce(s.name, 'deleted') || ' · ' || ${slot} END`,
    columns: Prisma.sql`r.subscription_id, r.key_id`,
    join: Prisma.sql`LEFT JOIN subscriptions s ON s.id = r.subscription_id LEFT JOIN keys k ON k.id = r.key_id`,
  },
}

/** By anything that is a column of the hourly rollups. */
export function sumsOf(db: Db, question: ChargebackQuestion, by: keyof typeof dimensions): Promise<SumRow[]> {
  return read(db, question, dimensions[by])
}

/** All together, for the totals of rows that do not add up to them. */
export function totalSumsOf(db: Db, question: ChargebackQuestion): Promise<SumRow[]> {
  return read(db, question, { key: Prisma.sql`'all'`, label: Prisma.sql`'all'` })
}

/** By what callers said of their calls. What labels without a sum of their own share: of end users it is in the rest, of tags a row. */
export function labelSumsOf(db: Db, question: ChargebackQuestion): Promise<SumRow[]> {
  return db.$queryRaw<SumRow[]>`
    WITH sums AS (
      SELECT r.label AS key, CASE WHEN r.label = '' THEN 'other tags' ELSE r.label END AS label, ${periodColumns(question)}, coalesce(r.currency, t.currency)::text AS currency,
             sum(r.calls)::bigint AS calls, sum(r.refused)::bigint AS refused, sum(r.unpriced)::bigint AS unpriced, ${tokenColumns}
        FROM usage_label_rollups r
        JOIN tenants t ON t.id = r.tenant_id
       WHERE r.kind = ${question.by} AND (r.kind = 'tag' OR r.label <> '')
         AND ${daysAsked(question)} ${narrowed({ ...question, backendId: undefined })}
       GROUP BY 1, 2, 3, 4, 5
    ), largest AS (
      SELECT key FROM sums GROUP BY key ORDER BY sum(cost_nano) DESC, sum(calls) DESC, key LIMIT ${MOST_LABELS}
    )
    SELECT sums.* FROM sums JOIN largest USING (key) ORDER BY cost_nano DESC, label`
}

/** Calls, and what is booked beside them: two statements, because the second reads next to nothing. */
async function read(db: Db, question: ChargebackQuestion, dimension: Dimension): Promise<SumRow[]> {
  return (await Promise.all([ofCalls(db, question, dimension), ofBooked(db, question, dimension)])).flat()
}

function ofCalls(
  db: Db,
  question: ChargebackQuestion,
  { key, label, columns, join = Prisma.empty }: Dimension,
): Promise<SumRow[]> {
  const where = Prisma.sql`${daysAsked(question)} ${narrowed(question)}`
  return db.$queryRaw<SumRow[]>`
    SELECT ${key} AS key, ${label} AS label, ${periodColumns(question)}, coalesce(r.currency, t.currency)::text AS currency,
           sum(r.calls)::bigint AS calls, sum(r.refused)::bigint AS refused, sum(r.unpriced)::bigint AS unpriced, ${tokenColumns}
      FROM ${dailySums({ where, columns, sums: callSums })} r
      JOIN tenants t ON t.id = r.tenant_id
      ${join}
     GROUP BY 1, 2, 3, 4, 5
     ORDER BY cost_nano DESC, label`
}

function ofBooked(db: Db, question: ChargebackQuestion, { key, label, join = Prisma.empty }: Dimension): Promise<SumRow[]> {
  return db.$queryRaw<SumRow[]>`
    SELECT ${key} AS key, ${label} AS label, ${periodColumns(question)}, r.currency::text AS currency,
           0::bigint AS calls, 0::bigint AS refused, -sum(r.priced)::bigint AS unpriced, 0::bigint AS input, 0::bigint AS cache_read,
           0::bigint AS cache_write, 0::bigint AS cache_write_1h, 0::bigint AS output, 0::bigint AS reasoning, 0::bigint AS audio_in,
           0::bigint AS audio_out, 0::bigint AS images, 0::bigint AS cost_nano,
           sum(r.shared_nano)::bigint AS shared_nano, sum(r.adjustment_nano)::bigint AS adjustment_nano
      FROM ${bookedLines} r
      JOIN tenants t ON t.id = r.tenant_id
      ${join}
     WHERE ${daysAsked(question)} ${narrowed(question)}
     GROUP BY 1, 2, 3, 4, 5`
}

/** What costs money beside calls, in the columns of the rollups. */
export const bookedLines = Prisma.sql`(
  SELECT l.day AS local_day, l.tenant_id, l.product_id, l.subscription_id, NULL::uuid AS key_id, l.model, l.backend_id, l.currency,
         l.priced, 0::bigint AS shared_nano, l.new_nano - l.old_nano AS adjustment_nano
    FROM rerating_lines l JOIN reratings g ON g.id = l.rerating_id AND g.state = 'booked'
  UNION ALL
  SELECT s.day, s.tenant_id, s.product_id, s.subscription_id, NULL, s.model, c.backend_id, c.currency, 0, s.cost_nano, 0
    FROM commitment_shares s JOIN commitments c ON c.id = s.commitment_id
)`

/** In the columns of the rollups, but for calls that were refused. */
const callSums = Prisma.sql`
  coalesce(sum(r.calls) FILTER (WHERE r.outcome <> 'refused'), 0) AS calls,
  coalesce(sum(r.calls) FILTER (WHERE r.outcome = 'refused'), 0) AS refused,
  coalesce(sum(r.unpriced) FILTER (WHERE r.outcome <> 'refused'), 0) AS unpriced,
  sum(r.input_tokens) AS input_tokens, sum(r.cache_read_tokens) AS cache_read_tokens, sum(r.cache_write_tokens) AS cache_write_tokens,
  sum(r.cache_write_1h_tokens) AS cache_write_1h_tokens, sum(r.output_tokens) AS output_tokens,
  sum(r.reasoning_tokens) AS reasoning_tokens, sum(r.audio_in_tokens) AS audio_in_tokens,
  sum(r.audio_out_tokens) AS audio_out_tokens, sum(r.images) AS images, sum(r.cost_nano) AS cost_nano`

const tokenColumns = Prisma.sql`
  sum(r.input_tokens)::bigint AS input, sum(r.cache_read_tokens)::bigint AS cache_read,
  sum(r.cache_write_tokens)::bigint AS cache_write,
  sum(r.cache_write_1h_tokens)::bigint AS cache_write_1h, sum(r.output_tokens)::bigint AS output,
  sum(r.reasoning_tokens)::bigint AS reasoning, sum(r.audio_in_tokens)::bigint AS audio_in,
  sum(r.audio_out_tokens)::bigint AS audio_out, sum(r.images)::bigint AS images, sum(r.cost_nano)::bigint AS cost_nano,
  0::bigint AS shared_nano, 0::bigint AS adjustment_nano`

function periodColumns({ range }: ChargebackQuestion): Prisma.Sql {
  return Prisma.sql`to_char(r.local_day, 'YYYY-MM') AS month, r.local_day >= ${range.first}::date AS is_now`
}

function daysAsked({ range, before }: ChargebackQuestion): Prisma.Sql {
  return Prisma.sql`r.local_day >= ${before.first}::date AND r.local_day <= ${range.last}::date`
}

/** The conditions that a report over rollups (`r`) has besides its days. */
export function narrowed(question: Omit<ChargebackQuestion, 'range' | 'before' | 'by'>): Prisma.Sql {
  const { tenantIds, tenantId, costCentre, productId, model, backendId } = question
  const parts = [
    tenantIds && Prisma.sql`AND r.tenant_id = ANY(${tenantIds}::uuid[])`,
    tenantId && Prisma.sql`AND r.tenant_id = ${tenantId}::uuid`,
    costCentre && Prisma.sql`AND r.tenant_id IN (SELECT id FROM tenants WHERE cost_centre = ${costCentre})`,
    productId && Prisma.sql`AND r.product_id = ${productId}::uuid`,
    model && Prisma.sql`AND r.model = ${model}`,
    backendId && Prisma.sql`AND r.backend_id = ${backendId}::uuid`,
  ].filter((part) => typeof part === 'object' && part !== null)
  return parts.length > 0 ? Prisma.join(parts, ' ') : Prisma.empty
}
