import { toPublicId } from '@/lib/base/ids'
import { formatNano } from '@/lib/base/money'
import type { Reconciliation, ReconciliationDetail, ReconciliationLine } from '@/lib/contracts/reconciliation'
import type { Prisma } from '@/lib/control/database'
import { iso } from '@/lib/control/iso'
import { dayText } from '@/lib/control/statements/month-usage'
import { type Reason, reasons } from '@/lib/policy/reconcile/compare'
import type { ProviderSource } from '@/lib/policy/reconcile/provider-file'

type Row = Prisma.ReconciliationGetPayload<object>
type Line = Prisma.ReconciliationLineGetPayload<object>

export type Sums = {
  billedTokens: bigint | null
  billedNano: bigint | null
  calls: bigint
  tokens: bigint
  costNano: bigint
  unpriced: bigint
  differing: number
}

function sumsOf(lines: readonly Line[]): Sums {
  const sum = (pick: (line: Line) => bigint | null) => lines.reduce((all, line) => all + (pick(line) ?? 0n), 0n)
  const has = (pick: (line: Line) => bigint | null) => lines.some((line) => pick(line) !== null)
  return {
    billedTokens: has((line) => line.billedTokens) ? sum((line) => line.billedTokens) : null,
    billedNano: has((line) => line.billedNano) ? sum((line) => line.billedNano) : null,
    calls: sum((line) => line.calls),
    tokens: sum((line) => line.tokens),
    costNano: sum((line) => line.costNano),
    unpriced: sum((line) => line.unpriced),
    differing: lines.filter((line) => line.reasons.length > 0).length,
  }
}

export function reconciliationView(row: Row, sums: Sums): Reconciliation {
  return {
    id: toPublicId('reconciliation', row.id),
    source: row.source as ProviderSource,
    fileName: row.fileName,
    digest: Buffer.from(row.digest).toString('hex'),
    rows: row.rows,
    otherRows: row.otherRows,
    from: dayText(row.fromDay),
    to: dayText(row.toDay),
    currency: row.currency,
    ...sidesOf(sums),
    differing: sums.differing,
    createdAt: iso(row.createdAt),
    createdBy: row.createdBy,
  }
}

export function reconciliationDetail(row: Row, lines: readonly Line[]): ReconciliationDetail {
  return { ...reconciliationView(row, sumsOf(lines)), lines: lines.map(lineView), byReason: byReason(lines) }
}

function lineView(line: Line): ReconciliationLine {
  return {
    day: dayText(line.day),
    model: line.model,
    isKnown: line.isKnown,
    ...sidesOf(line),
    reasons: line.reasons as Reason[],
  }
}

function sidesOf(side: Omit<Sums, 'differing'>) {
  return {
    billedTokens: side.billedTokens === null ? null : Number(side.billedTokens),
    billed: side.billedNano === null ? null : formatNano(side.billedNano),
    calls: Number(side.calls),
    tokens: Number(side.tokens),
    cost: formatNano(side.costNano),
    unpricedCalls: Number(side.unpriced),
  }
}

/** The reasons that were found, each with what the bill has more than the ledger under it. */
function byReason(lines: readonly Line[]): ReconciliationDetail['byReason'] {
  return reasons.flatMap((reason) => {
    const own = lines.filter((line) => line.reasons[0] === reason)
    if (own.length === 0) return []
    const sums = sumsOf(own)
    return [
      {
        reason,
        lines: own.length,
        tokens: sums.billedTokens === null ? 0 : Number(sums.billedTokens - sums.tokens),
        amount: sums.billedNano === null ? '0' : formatNano(sums.billedNano - sums.costNano),
      },
    ]
  })
}
