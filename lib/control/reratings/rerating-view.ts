import { toPublicId } from '@/lib/base/ids'
import { formatNano } from '@/lib/base/money'
import type { Rerating, ReratingDetail } from '@/lib/contracts/rerating'
import type { Prisma, Tx } from '@/lib/control/database'
import { iso, isoOrNull } from '@/lib/control/iso'
import { dayText } from '@/lib/control/statements/month-usage'

export type ReratingRow = Prisma.ReratingGetPayload<object>
export type ReratingLineRow = Prisma.ReratingLineGetPayload<object>

/** What lines come to, by whatever tells them apart. */
type Sums = Pick<ReratingLineRow, 'currency' | 'calls' | 'priced' | 'oldNano' | 'newNano'>

export async function reratingViewer(db: Tx, rows: ReratingRow[]): Promise<(row: ReratingRow) => Rerating> {
  const groups = await db.reratingLine.groupBy({
    by: ['reratingId', 'tenantId', 'currency'],
    where: { reratingId: { in: rows.map(({ id }) => id) } },
    _sum: { calls: true, priced: true, oldNano: true, newNano: true },
  })
  const lines = groups.map(({ _sum, ...key }) => {
    const { calls, priced, oldNano, newNano } = _sum
    return { ...key, calls: calls ?? 0n, priced: priced ?? 0n, oldNano: oldNano ?? 0n, newNano: newNano ?? 0n }
  })
  return (row) =>
    reratingView(
      row,
      lines.filter(({ reratingId }) => reratingId === row.id),
    )
}

export async function reratingDetail(db: Tx, row: ReratingRow): Promise<ReratingDetail> {
  const lines = await db.reratingLine.findMany({ where: { reratingId: row.id }, orderBy: { id: 'asc' } })
  const idsOf = (ids: (string | null)[]) => ({
    where: { id: { in: ids.flatMap((id) => id ?? []) } },
    select: { id: true, name: true },
  })
  const tenants = await db.tenant.findMany(idsOf(lines.map(({ tenantId }) => tenantId)))
  const backends = await db.backend.findMany(idsOf(lines.map(({ backendId }) => backendId)))
  const names = new Map([...tenants, ...backends].map(({ id, name }) => [id, name]))
  const tenantOf = (line: ReratingLineRow) => ({
    tenantId: toPublicId('tenant', line.tenantId),
    tenantName: names.get(line.tenantId) ?? 'deleted',
  })
  const byTenant = summedBy(lines, ({ tenantId, currency }) => `${tenantId} ${currency}`)
  const byDay = summedBy(lines, (line) => JSON.stringify([line.tenantId, line.day, line.model, line.backendId, line.currency]))
  return {
    ...reratingView(row, lines),
    byTenant: byTenant.map(({ line, sums }) => ({ ...tenantOf(line), ...figuresOf(sums) })),
    byDay: byDay.map(({ line, sums }) => ({
      ...tenantOf(line),
      day: dayText(line.day),
      model: line.model,
      backendName: line.backendId && (names.get(line.backendId) ?? 'deleted'),
      ...figuresOf(sums),
    })),
  }
}

function reratingView(row: ReratingRow, lines: readonly (Sums & { tenantId: string })[]): Rerating {
  const sum = (name: 'calls' | 'priced') => Number(lines.reduce((all, line) => all + line[name], 0n))
  return {
    id: toPublicId('rerating', row.id),
    state: row.state,
    model: row.model,
    backendId: row.backendId && toPublicId('backend', row.backendId),
    from: iso(row.from),
    to: iso(row.to),
    reason: row.reason,
    records: row.records,
    calls: sum('calls'),
    pricedCalls: sum('priced'),
    tenants: new Set(lines.map(({ tenantId }) => tenantId)).size,
    totals: summedBy(lines, ({ currency }) => currency)
      .map(({ sums }) => differenceView(sums))
      .sort((a, b) => (a.currency < b.currency ? -1 : 1)),
    createdAt: iso(row.createdAt),
    createdBy: row.createdBy,
    decidedAt: isoOrNull(row.decidedAt),
    decidedBy: row.decidedBy,
  }
}

function summedBy<Line extends Sums>(lines: readonly Line[], keyOf: (line: Line) => string): { line: Line; sums: Sums }[] {
  const groups = new Map<string, { line: Line; sums: Sums }>()
  for (const line of lines) {
    const { currency, calls, priced, oldNano, newNano } = line
    const known = groups.get(keyOf(line))?.sums
    if (!known) groups.set(keyOf(line), { line, sums: { currency, calls, priced, oldNano, newNano } })
    else {
      known.calls += calls
      known.priced += priced
      known.oldNano += oldNano
      known.newNano += newNano
    }
  }
  return [...groups.values()]
}

function figuresOf(sums: Sums) {
  return { calls: Number(sums.calls), pricedCalls: Number(sums.priced), ...differenceView(sums) }
}

function differenceView({ currency, oldNano, newNano }: Sums) {
  return { currency, billed: formatNano(oldNano), now: formatNano(newNano), difference: formatNano(newNano - oldNano) }
}
