/** Who spent what in a calendar month of their own time zone: one statement over the rollups. */
import { toPublicId } from '@/lib/base/ids'
import { formatNano } from '@/lib/base/money'
import type { Chargeback, ChargebackBy, ChargebackRow } from '@/lib/contracts/report'
import { type Database, Prisma } from '@/lib/db/client'
import type { CsvColumn } from '@/lib/reports/csv'

type Row = {
  key: string | null
  label: string | null
  currency: string
  calls: bigint
  refused: bigint
  unpriced: bigint
  input: bigint
  cache_read: bigint
  cache_write: bigint
  output: bigint
  reasoning: bigint
  audio_in: bigint
  audio_out: bigint
  images: bigint
  cost_nano: bigint
}

const dimensions: Record<ChargebackBy, { key: Prisma.Sql; label: Prisma.Sql; join: Prisma.Sql }> = {
  tenant: { key: Prisma.sql`t.id::text`, label: Prisma.sql`t.name`, join: Prisma.empty },
  costCentre: { key: Prisma.sql`t.cost_centre`, label: Prisma.sql`t.cost_centre`, join: Prisma.empty },
  product: {
    key: Prisma.sql`r.product_id::text`,
    label: Prisma.sql`p.name`,
    join: Prisma.sql`LEFT JOIN products p ON p.id = r.product_id`,
  },
  model: { key: Prisma.sql`r.model`, label: Prisma.sql`r.model`, join: Prisma.empty },
}

/** `tenantIds` null: all tenants. A call without a price counts under its tenant's currency, at no cost, and as unpriced. */
export async function chargebackOf(
  db: Pick<Database, '$queryRaw'>,
  month: string,
  by: ChargebackBy,
  tenantIds: string[] | null,
): Promise<Chargeback> {
  const { key, label, join } = dimensions[by]
  const first = `${month}-01`
  const within = tenantIds === null ? Prisma.empty : Prisma.sql`AND r.tenant_id = ANY(${tenantIds}::uuid[])`
  const rows = await db.$queryRaw<Row[]>`
    SELECT ${key} AS key, ${label} AS label, coalesce(r.currency, t.currency)::text AS currency,
           coalesce(sum(r.calls) FILTER (WHERE r.outcome <> 'refused'), 0)::bigint AS calls,
           coalesce(sum(r.calls) FILTER (WHERE r.outcome = 'refused'), 0)::bigint AS refused,
           coalesce(sum(r.unpriced) FILTER (WHERE r.outcome <> 'refused'), 0)::bigint AS unpriced,
           sum(r.input_tokens)::bigint AS input, sum(r.cache_read_tokens)::bigint AS cache_read,
           sum(r.cache_write_tokens)::bigint AS cache_write, sum(r.output_tokens)::bigint AS output,
           sum(r.reasoning_tokens)::bigint AS reasoning, sum(r.audio_in_tokens)::bigint AS audio_in,
           sum(r.audio_out_tokens)::bigint AS audio_out, sum(r.images)::bigint AS images,
           sum(r.cost_nano)::bigint AS cost_nano
      FROM usage_rollups r
      JOIN tenants t ON t.id = r.tenant_id
      ${join}
     WHERE r.local_day >= ${first}::date AND r.local_day < (${first}::date + interval '1 month') ${within}
     GROUP BY 1, 2, 3
     ORDER BY cost_nano DESC, label`
  return { month, by, rows: rows.map((row) => view(row, by)), totals: totalsOf(rows) }
}

export const chargebackColumns: CsvColumn<ChargebackRow>[] = [
  { title: 'key', value: (row) => row.key },
  { title: 'name', value: (row) => row.label },
  { title: 'calls', value: (row) => row.calls },
  { title: 'refused_calls', value: (row) => row.refusedCalls },
  { title: 'unpriced_calls', value: (row) => row.unpricedCalls },
  { title: 'input_tokens', value: (row) => row.tokens.input },
  { title: 'cache_read_tokens', value: (row) => row.tokens.cacheRead },
  { title: 'cache_write_tokens', value: (row) => row.tokens.cacheWrite },
  { title: 'output_tokens', value: (row) => row.tokens.output },
  { title: 'reasoning_tokens', value: (row) => row.tokens.reasoning },
  { title: 'audio_in_tokens', value: (row) => row.tokens.audioIn },
  { title: 'audio_out_tokens', value: (row) => row.tokens.audioOut },
  { title: 'images', value: (row) => row.tokens.images },
  { title: 'total_tokens', value: (row) => row.totalTokens },
  { title: 'cost', value: (row) => row.cost },
  { title: 'currency', value: (row) => row.currency },
]

function view(row: Row, by: ChargebackBy): ChargebackRow {
  const isId = by === 'tenant' || by === 'product'
  return {
    key: isId && row.key ? toPublicId(by, row.key) : (row.key ?? ''),
    label: row.label ?? (by === 'model' ? 'no model' : 'deleted'),
    currency: row.currency,
    calls: Number(row.calls),
    refusedCalls: Number(row.refused),
    unpricedCalls: Number(row.unpriced),
    tokens: {
      input: Number(row.input),
      cacheRead: Number(row.cache_read),
      cacheWrite: Number(row.cache_write),
      output: Number(row.output),
      reasoning: Number(row.reasoning),
      audioIn: Number(row.audio_in),
      audioOut: Number(row.audio_out),
      images: Number(row.images),
    },
    totalTokens: Number(tokensOf(row)),
    cost: formatNano(row.cost_nano),
  }
}

/** Summed before anything becomes a decimal, so that totals are exact. */
function totalsOf(rows: Row[]): Chargeback['totals'] {
  return [...new Set(rows.map((row) => row.currency))].sort().map((currency) => {
    const own = rows.filter((row) => row.currency === currency)
    const sum = (pick: (row: Row) => bigint) => own.reduce((total, row) => total + pick(row), 0n)
    return {
      currency,
      calls: Number(sum((row) => row.calls)),
      refusedCalls: Number(sum((row) => row.refused)),
      unpricedCalls: Number(sum((row) => row.unpriced)),
      totalTokens: Number(sum(tokensOf)),
      cost: formatNano(sum((row) => row.cost_nano)),
    }
  })
}

function tokensOf(row: Row): bigint {
  return row.input + row.cache_read + row.cache_write + row.output + row.reasoning + row.audio_in + row.audio_out
}
