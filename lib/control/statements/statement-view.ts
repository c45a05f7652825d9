import { toPublicId } from '@/lib/base/ids'
import { formatNano } from '@/lib/base/money'
import type { Statement, StatementDetail, StatementLine } from '@/lib/contracts/statement'
import type { Prisma } from '@/lib/control/database'
import { iso, isoOrNull } from '@/lib/control/iso'
import { monthText } from '@/lib/control/statements/month-usage'
import { costsOf } from '@/lib/policy/statements/statement-lines'

export const statementInclude = {
  lines: { orderBy: { id: 'asc' } },
  reopened: true,
} satisfies Prisma.StatementInclude

export type StatementRow = Prisma.StatementGetPayload<{ include: typeof statementInclude }>
type LineRow = StatementRow['lines'][number]

export function statementView({ lines, reopened, ...row }: StatementRow): Statement {
  const sum = (pick: (line: LineRow) => bigint) => Number(lines.reduce((total, line) => total + pick(line), 0n))
  const others = lines.filter((line) => line.kind === 'late')
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
    totals: costsView(lines),
    late: costsView(others),
    calls: sum((line) => line.calls),
    unpricedCalls: sum((line) => line.unpriced),
    closedAt: iso(row.closedAt),
    closedBy: row.closedBy,
    missing: row.missing,
    reopenedAt: isoOrNull(reopened?.at ?? null),
    reopenedBy: reopened?.by ?? null,
    reopenReason: reopened?.reason ?? null,
  }
}

export function statementDetailView(row: StatementRow): StatementDetail {
  return { ...statementView(row), lines: row.lines.map(lineView) }
}

export function costsView(lines: readonly { currency: string; costNano: bigint }[]): Statement['totals'] {
  return [...costsOf(lines)].map(([currency, nano]) => ({ currency, cost: formatNano(nano) }))
}

/** `S-000042`. */
export function numberText(number: number): string {
  return `S-${String(number).padStart(6, '0')}`
}

function lineView(line: LineRow): StatementLine {
  return {
    kind: line.kind,
    month: monthText(line.month),
    productId: toPublicId('product', line.productId),
    productName: line.productName,
    model: line.model,
    backendId: line.backendId && toPublicId('backend', line.backendId),
    backendName: line.backendName,
    currency: line.currency,
    calls: Number(line.calls),
    unpricedCalls: Number(line.unpriced),
    tokens: {
      input: Number(line.input),
      cacheRead: Number(line.cacheRead),
      cacheWrite: Number(line.cacheWrite),
      output: Number(line.output),
      reasoning: Number(line.reasoning),
      audioIn: Number(line.audioIn),
      audioOut: Number(line.audioOut),
      images: Number(line.images),
    },
    cost: formatNano(line.costNano),
    saved: formatNano(line.savedNano),
  }
}
