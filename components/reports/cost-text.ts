import { describeMoney } from '@/components/ui/money-text'

/** Costs of several currencies side by side, never added: "$12.40 + €3.10". */
export function describeCosts(costs: { currency: string; cost: string }[]): string {
  return costs.map((one) => describeMoney(one.cost, one.currency)).join(' + ') || 'nothing'
}
