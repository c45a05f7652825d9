/** Who spent unlike themselves, and what drove it: two statements over the rollups. */
import { type DayRange, daysOf, shiftDay } from '@/lib/base/day-range'
import { toPublicId } from '@/lib/base/ids'
import { formatNano } from '@/lib/base/money'
import type { Anomalies } from '@/lib/contracts/anomaly'
import { type Database, Prisma } from '@/lib/db/client'
import { type Anomaly, driversOf, findAnomalies, type Part } from '@/lib/policy/anomalies/find-anomalies'
import { dailySums } from '@/lib/reports/daily-sums'

type Db = Pick<Database, '$queryRaw'>
type DayRow = { tenant_id: string; name: string; currency: string; day: string; cost_nano: bigint }
type PartRow = {
  tenant_id: string
  currency: string
  day: string
  product: string | null
  model: string | null
  cost_nano: bigint
}

/** Eight weeks before the first day, and eight before those: what was usual then says how far the tenant varies. */
const BASELINE_DAYS = 112
/** Weeks that a day's parts are compared with. */
const WEEKS = 4
const MOST_SHOWN = 25

const spent = Prisma.sql`sum(r.cost_nano) AS cost_nano`

/** `range` is of whole days; `tenantIds` null: all tenants. */
export async function spendAnomalies(db: Db, range: DayRange, tenantIds: string[] | null): Promise<Anomalies> {
  const within = tenantIds === null ? Prisma.empty : Prisma.sql`AND r.tenant_id = ANY(${tenantIds}::uuid[])`
  const days = Prisma.sql`r.local_day >= ${shiftDay(range.first, -BASELINE_DAYS)}::date AND r.local_day <= ${range.last}::date
    AND r.currency IS NOT NULL ${within}`
  const rows = await db.$queryRaw<DayRow[]>`
    SELECT r.tenant_id::text, t.name, r.currency::text AS currency, r.local_day::text AS day, r.cost_nano::bigint
      FROM ${dailySums({ where: days, sums: spent })} r
      JOIN tenants t ON t.id = r.tenant_id
     ORDER BY 1, 2, 3, 4`
  const series = seriesOf(rows)
  const found = findAnomalies({ series: [...series.values()], days: daysOf(range) })
  const shown = found.slice(0, MOST_SHOWN)
  const parts = shown.length === 0 ? [] : await partsOf(db, shown)
  const names = new Map(rows.map((row) => [row.tenant_id, row.name]))
  return {
    from: range.first,
    to: range.last,
    tenants: new Set([...series.keys()].map((key) => key.split(' ')[0])).size,
    count: found.length,
    items: shown.map((one) => view(one, names, parts)),
  }
}

function seriesOf(rows: readonly DayRow[]) {
  const series = new Map<string, { key: string; spentByDay: Map<string, bigint> }>()
  for (const { tenant_id, currency, day, cost_nano } of rows) {
    const key = `${tenant_id} ${currency}`
    const known = series.get(key) ?? { key, spentByDay: new Map<string, bigint>() }
    known.spentByDay.set(day, cost_nano)
    series.set(key, known)
  }
  return series
}

/** The odd days by product and model, with the same weekdays before. */
function partsOf(db: Db, found: readonly Anomaly[]): Promise<PartRow[]> {
  const tenantIds = [...new Set(found.map(({ key }) => key.split(' ')[0] ?? ''))]
  const days = [...new Set(found.flatMap(({ day }) => weekdaysOf(day)))]
  const where = Prisma.sql`r.tenant_id = ANY(${tenantIds}::uuid[]) AND r.local_day = ANY(${days}::date[]) AND r.currency IS NOT NULL`
  return db.$queryRaw<PartRow[]>`
    SELECT r.tenant_id::text, r.currency::text AS currency, r.local_day::text AS day, p.name AS product, r.model, sum(r.cost_nano)::bigint AS cost_nano
      FROM ${dailySums({ where, columns: Prisma.sql`r.product_id, r.model`, sums: spent })} r
      LEFT JOIN products p ON p.id = r.product_id
     GROUP BY 1, 2, 3, 4, 5
     ORDER BY 1, 2, 3, 4, 5`
}

function weekdaysOf(day: string): string[] {
  return Array.from({ length: WEEKS + 1 }, (_, week) => shiftDay(day, -7 * week))
}

function view(anomaly: Anomaly, names: ReadonlyMap<string, string>, rows: readonly PartRow[]): Anomalies['items'][number] {
  const { key, day, spentNano, usualNano, oddness } = anomaly
  const [tenantId = '', currency = ''] = key.split(' ')
  const own = rows.filter((row) => row.tenant_id === tenantId && row.currency === currency)
  return {
    tenantId: toPublicId('tenant', tenantId),
    tenantName: names.get(tenantId) ?? 'deleted',
    day,
    currency,
    spent: formatNano(spentNano),
    usual: formatNano(usualNano),
    change: formatNano(spentNano - usualNano),
    oddness: Math.round(oddness * 10) / 10,
    drivers: driversOf(dayParts(own, day), anomaly).map((part) => ({
      label: part.label,
      spent: formatNano(part.spentNano),
      usual: formatNano(part.usualNano),
      share: part.share,
    })),
  }
}

/** What each product and model cost that day, and on such days before on average. */
function dayParts(rows: readonly PartRow[], day: string): Part[] {
  const days = new Set(weekdaysOf(day))
  const parts = new Map<string, Part>()
  for (const row of rows.filter((one) => days.has(one.day))) {
    const label = `${row.model ?? 'no model'} in ${row.product ?? 'a deleted product'}`
    const part = parts.get(label) ?? { label, spentNano: 0n, usualNano: 0n }
    if (row.day === day) part.spentNano += row.cost_nano
    else part.usualNano += row.cost_nano / BigInt(WEEKS)
    parts.set(label, part)
  }
  return [...parts.values()]
}
