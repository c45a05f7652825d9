import { describeMoney } from '@/components/ui/money-text'
import type { Rerating } from '@/lib/contracts/rerating'

/** "−€3.10 + $1.00": what would be billed more, or less. */
export function describeDifferences(totals: Rerating['totals']): string {
  return totals.map(({ difference, currency }) => describeMoney(difference, currency)).join(' + ') || 'nothing'
}
