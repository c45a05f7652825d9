import { describeMoney } from '@/components/ui/money-text'
import { describeShare } from '@/components/ui/number-text'
import { rangeOfPeriod, rangeTitle } from '@/lib/base/day-range'
import type { Budget, BudgetDetail, BudgetState } from '@/lib/contracts/budget'

export const kindWords: Record<Budget['kind'], string> = {
  tenant: 'Tenant',
  product: 'Product',
  costCentre: 'Cost centre',
  model: 'Model',
}

export const methodWords: Record<BudgetState['method'], string> = {
  asLastMonth: 'as the last 30 days were',
  asLastWeek: 'as last week was',
  weekdays: 'by weekday and by how it grows',
}

/** "November 2026". */
export function periodTitle(period: string): string {
  const range = rangeOfPeriod(period)
  return range ? rangeTitle(range) : period
}

/** "25 Nov 2026". */
export function dayTitle(day: string): string {
  return rangeTitle({ first: day, last: day })
}

/** How it stands, in a sentence with its numbers. */
export function describeBudget({ state, amount, currency }: Budget): string {
  if (!state) return `${describeMoney(amount, currency)} is planned; how it stands is told within a minute.`
  const money = (value: string) => describeMoney(value, currency)
  const spent = `${money(state.spent)} of ${money(amount)} is spent in ${periodTitle(state.period)}`
  if (state.spentPercent >= 100) return `${spent}: it was used up on ${dayTitle(state.usedUpOn ?? '')}.`
  const end = `likely ${money(state.expected)} at its end`
  return `${spent}, ${end}${state.usedUpOn ? `: it would be used up on ${dayTitle(state.usedUpOn)}` : ''}.`
}

/** How the forecast was made, and how far off such forecasts were. */
export function describeMethod({ state, errors }: Pick<BudgetDetail, 'state' | 'errors'>): string {
  if (!state) return ''
  const own = errors[state.method]
  if (own === null) return `Told ${methodWords[state.method]}: too few days are known to try other ways.`
  const others = (Object.keys(methodWords) as BudgetState['method'][]).filter((name) => name !== state.method)
  const compared = others.map((name) => `“${methodWords[name]}” by ${describeShare(errors[name] ?? 0, 1)}`)
  return `Told ${methodWords[state.method]}: tried on days already known it was off by ${describeShare(own, 1)}, ${compared.join(', ')}.`
}
