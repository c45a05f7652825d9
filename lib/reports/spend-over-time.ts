/** Spend by day or month, split by one thing: one statement over the hourly rollups, one over what is booked beside calls. */
import { type DayRange, rangeName } from '@/lib/base/day-range'
import { toPublicId } from '@/lib/base/ids'
import { formatNano } from '@/lib/base/money'
import type { Spend } from '@/lib/contracts/chargeback'
import { type Database, Prisma } from '@/lib/db/client'
import { bookedLines, type ChargebackQuestion, narrowed } from '@/lib/reports/chargeback-rows'
import { dailySums } from '@/lib/reports/daily-sums'

export type SpendQuestion = Omit<ChargebackQuestion, 'before' | 'by'> & {
  range: DayRange
  bucket: 'day' | 'month'
  by: 'tenant' | 'costCentre' | 'product' | 'model' | 'backend'
}

type Row = { at: string; key: string; label: string; currency: string; cost_nano: bigint }

/** As many as a chart can tell apart; the others are summed. */
const MOST_SERIES = 7
export const OTHERS = 'others'

type Dimension = { key: Prisma.Sql; label: Prisma.Sql; columns?: Prisma.Sql; join?: Prisma.Sql }

const dimensions: Record<SpendQuestion['by'], Dimension> = {
  tenant: { key: Prisma.sql`t.id::text`, label: Prisma.sql`t.name` },
  costCentre: { key: Prisma.sql`t.cost_centre`, label: Prisma.sql`t.cost_centre` },
  product: {
    key: Prisma.sql`coalesce(r.product_id::text, '')`,
    label: Prisma.sql`CASE WHEN r.product_id IS NULL THEN 'no product' ELSE coalesce(p.name, 'deleted') END`,
    columns: Prisma.sql`r.product_id`,
    join: Prisma.sql`LEFT JOIN products p ON p.id = r.product_id`,
  },
  model: {
    key: Prisma.sql`coalesce(r.model, '')`,
    label: Prisma.sql`coalesce(r.model, 'no model')`,
    columns: Prisma.sql`r.model`,
  },
  backend: {
    key: Prisma.sql`coalesce(r.backend_id::text, '')`,
    label: Prisma.sql`coalesce(b.name, 'no backend')`,
    columns: Prisma.sql`r.backend_id`,
    join: Prisma.sql`LEFT JOIN backends b ON b.id = r.backend_id`,
  },
}

export async function spendOverTime(db: Pick<Database, '$queryRaw'>, question: SpendQuestion): Promise<Spend> {
  const { range, bucket, by } = question
  const { key, label, columns, join = Prisma.empty } = dimensions[by]
  const where = Prisma.sql`r.local_day >= ${range.first}::date AND r.local_day <= ${range.last}::date ${narrowed(question)}`
  const read = (from: Prisma.Sql, nano: Prisma.Sql, where: Prisma.Sql) => db.$queryRaw<Row[]>`
    SELECT to_char(r.local_day, ${bucket === 'day' ? 'YYYY-MM-DD' : 'YYYY-MM'}) AS at, ${key} AS key, ${label} AS label,
           coalesce(r.currency, t.currency)::text AS currency, sum(${nano})::bigint AS cost_nano
      FROM ${from} r
      JOIN tenants t ON t.id = r.tenant_id
      ${join}
     WHERE ${where}
     GROUP BY 1, 2, 3, 4
    HAVING sum(${nano}) <> 0
     ORDER BY 1, 2, 3, 4`
  const [ofCalls, booked] = await Promise.all([
    read(
      dailySums({ where, columns, sums: Prisma.sql`sum(r.cost_nano) AS cost_nano` }),
      Prisma.sql`r.cost_nano`,
      Prisma.sql`true`,
    ),
    read(bookedLines, Prisma.sql`r.shared_nano + r.adjustment_nano`, where),
  ])
  const rows = [...ofCalls, ...booked].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
  const named = largestOf(rows)
  return {
    period: rangeName(range),
    bucket,
    by,
    series: seriesOf(rows, named).map(({ key, ...one }) => ({ ...one, key: keyOf(by, key) })),
    points: pointsOf(rows, named).map(({ key, ...one }) => ({ ...one, key: keyOf(by, key) })),
  }
}

const nameOf = ({ currency, key }: { currency: string; key: string }) => `${currency} ${key}`

/** Of each currency by itself: sums of different currencies cannot be compared. */
function largestOf(rows: readonly Row[]): Set<string> {
  const sums = new Map<string, { currency: string; nano: bigint }>()
  for (const row of rows) {
    const known = sums.get(nameOf(row))
    sums.set(nameOf(row), { currency: row.currency, nano: (known?.nano ?? 0n) + row.cost_nano })
  }
  const currencies = [...new Set(rows.map((row) => row.currency))]
  return new Set(
    currencies.flatMap((currency) => {
      const own = [...sums].filter(([, sum]) => sum.currency === currency)
      return own
        .sort(([, a], [, b]) => (a.nano === b.nano ? 0 : a.nano > b.nano ? -1 : 1))
        .slice(0, own.length > MOST_SERIES + 1 ? MOST_SERIES : own.length)
        .map(([name]) => name)
    }),
  )
}

function seriesOf(rows: readonly Row[], named: ReadonlySet<string>) {
  const labels = new Map(rows.map((row) => [nameOf(row), row]))
  const series = [...named].flatMap((name) => {
    const row = labels.get(name)
    return row ? [{ key: row.key, label: row.label, currency: row.currency }] : []
  })
  const rest = [...new Set(rows.filter((row) => !named.has(nameOf(row))).map((row) => row.currency))]
  return [...series, ...rest.map((currency) => ({ key: OTHERS, label: OTHERS, currency }))]
}

function pointsOf(rows: readonly Row[], named: ReadonlySet<string>) {
  const points = new Map<string, { at: string; key: string; currency: string; nano: bigint }>()
  for (const row of rows) {
    const key = named.has(nameOf(row)) ? row.key : OTHERS
    const name = `${row.at} ${row.currency} ${key}`
    const known = points.get(name)
    points.set(name, { at: row.at, key, currency: row.currency, nano: (known?.nano ?? 0n) + row.cost_nano })
  }
  return [...points.values()].map(({ nano, ...point }) => ({ ...point, cost: formatNano(nano) }))
}

function keyOf(by: SpendQuestion['by'], key: string): string {
  const isId = by === 'tenant' || by === 'product' || by === 'backend'
  return isId && key !== OTHERS && key !== '' ? toPublicId(by, key) : key
}
