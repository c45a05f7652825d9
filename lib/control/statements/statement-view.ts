import { toPublicId } from '@/lib/base/ids'
import { formatNano } from '@/lib/base/money'
import type { Statement, StatementDetail, StatementLine } from '@/lib/contracts/statement'
import type { Context } from '@/lib/control/context'
import type { Prisma } from '@/lib/control/database'
import { iso, isoOrNull } from '@/lib/control/iso'
import { monthText } from '@/lib/control/statements/month-usage'
import { reportingOf } from '@/lib/control/statements/reporting-total'
import { costsOf, numberText, sumsOf, type UsageSums, usageSums } from '@/lib/policy/statements/statement-lines'

export const statementInclude = { reopened: true } satisfies Prisma.StatementInclude

export type StatementRow = Prisma.StatementGetPayload<{ include: typeof statementInclude }>
type LineRow = Prisma.StatementLineGetPayload<object>
type Totals = { kind: LineRow['kind']; currency: string; calls: bigint; unpriced: bigint; costNano: bigint }

/** How the API shows these statements: each with what its lines come to. */
export async function statementViewer(
  { db }: Pick<Context, 'db'>,
  rows: StatementRow[],
): Promise<(row: StatementRow) => Statement> {
  const groups = await db.statementLine.groupBy({
    by: ['statementId', 'kind', 'currency'],
    where: { statementId: { in: rows.map((row) => row.id) } },
    _sum: { calls: true, unpriced: true, costNano: true },
  })
  const totals = new Map<string, Totals[]>(rows.map((row) => [row.id, []]))
  for (const { statementId, kind, currency, _sum } of groups) {
    const { calls, unpriced, costNano } = _sum
    totals.get(statementId)?.push({ kind, currency, calls: calls ?? 0n, unpriced: unpriced ?? 0n, costNano: costNano ?? 0n })
  }
  return (row) => statementView(row, totals.get(row.id) ?? [])
}

/** One statement with its lines: the days of a product, model and backend together. */
export async function statementDetail(context: Pick<Context, 'db'>, row: StatementRow): Promise<StatementDetail> {
  const lines = await context.db.statementLine.findMany({ where: { statementId: row.id }, orderBy: { id: 'asc' } })
  const shown = linesView(lines)
  return { ...statementView(row, lines), lines: shown, reporting: await reportingOf(context.db, row, shown) }
}

export function costsView(lines: readonly { currency: string; costNano: bigint }[]): Statement['totals'] {
  return [...costsOf(lines)].map(([currency, nano]) => ({ currency, cost: formatNano(nano) }))
}

function statementView({ reopened, ...row }: StatementRow, totals: readonly Totals[]): Statement {
  const sum = (pick: (part: Totals) => bigint) => Number(totals.reduce((all, part) => all + pick(part), 0n))
  return {
    id: toPublicId('statement', row.id),
    number: numberText(row.number),
    tenantId: toPublicId('tenant', row.tenantId),
    tenantName: row.tenantName,
    costCentre: row.costCentre,
    timeZone: row.timeZone,
    month: monthText(row.month),
    version: row.version,
    state: reopened ? 'reopened' : 'closed',
    totals: costsView(totals),
    late: costsView(totals.filter(({ kind }) => kind === 'late')),
    shared: costsView(totals.filter(({ kind }) => kind === 'shared')),
    adjustments: costsView(totals.filter(({ kind }) => kind === 'adjustment')),
    calls: sum(({ calls }) => calls),
    unpricedCalls: sum(({ unpriced }) => unpriced),
    closedAt: iso(row.closedAt),
    closedBy: row.closedBy,
    missing: row.missing,
    reopenedAt: isoOrNull(reopened?.at ?? null),
    reopenedBy: reopened?.by ?? null,
    reopenReason: reopened?.reason ?? null,
  }
}

/** The days of a product, model and backend together. */
export function linesView(lines: readonly Omit<LineRow, 'id' | 'statementId'>[]): StatementLine[] {
  const groups = new Map<string, { line: (typeof lines)[number]; sums: UsageSums }>()
  for (const line of lines) {
    const { kind, productId, model, backendId, currency, sourceId, isUsed } = line
    const key = JSON.stringify([kind, monthText(line.day), productId, model, backendId, currency, sourceId, isUsed])
    const known = groups.get(key)
    if (known) for (const name of usageSums) known.sums[name] += line[name]
    else groups.set(key, { line, sums: sumsOf(line) })
  }
  return [...groups.values()].map(({ line, sums }) => ({
    kind: line.kind,
    month: monthText(line.day),
    productId: line.productId && toPublicId('product', line.productId),
    productName: line.productName,
    sourceId: line.sourceId && toPublicId(line.isUsed === null ? 'rerating' : 'commitment', line.sourceId),
    sourceName: line.sourceName,
    isUsed: line.isUsed,
    model: line.model,
    backendId: line.backendId && toPublicId('backend', line.backendId),
    backendName: line.backendName,
    currency: line.currency,
    calls: Number(sums.calls),
    unpricedCalls: Number(sums.unpriced),
    tokens: {
      input: Number(sums.input),
      cacheRead: Number(sums.cacheRead),
      cacheWrite: Number(sums.cacheWrite),
      cacheWrite1h: Number(sums.cacheWrite1h),
      output: Number(sums.output),
      reasoning: Number(sums.reasoning),
      audioIn: Number(sums.audioIn),
      audioOut: Number(sums.audioOut),
      images: Number(sums.images),
    },
    cost: formatNano(sums.costNano),
    saved: formatNano(sums.savedNano),
  }))
}
