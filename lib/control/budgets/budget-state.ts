import { rangeName } from '@/lib/base/day-range'
import { formatNano } from '@/lib/base/money'
import type { BudgetState } from '@/lib/contracts/budget'
import type { KnownStatus } from '@/lib/control/budgets/budget-spend'
import { iso } from '@/lib/control/iso'

/** How a budget stands, as its pages say it. */
export function stateView(status: KnownStatus, amountNano: bigint, now: Date): BudgetState {
  const percentOf = (nano: bigint) => Number((nano * 1_000n) / amountNano) / 10
  return {
    period: rangeName(status.range),
    spent: formatNano(status.spentNano),
    expected: formatNano(status.expectedNano),
    low: formatNano(status.lowNano),
    high: formatNano(status.highNano),
    spentPercent: percentOf(status.spentNano),
    expectedPercent: percentOf(status.expectedNano),
    usedUpOn: status.usedUpOn,
    method: status.method,
    notCounted: status.notCounted.map(({ currency, nano }) => ({ currency, cost: formatNano(nano) })),
    at: iso(now),
  }
}
