/** The resolver's answer in a sentence: what stands in the way, or how near the nearest limit is. */
import { describeAmount } from '@/components/limits/words'
import { countOf } from '@/components/ui/number-text'
import type { LimitResolver, ResolvedLimit } from '@/lib/contracts/limit-resolver'

export function describeAnswer({ obstacles, limits }: LimitResolver): string {
  if (obstacles.length > 0) return `Every call is refused, whatever the limits: ${obstacles.join(' ')}`
  if (limits.length === 0) return 'No limit applies, so none refuses it.'
  const full = limits.filter(isFull)
  if (full.length > 0)
    return `${full.length} of ${thatApply(limits)} ${full.length === 1 ? 'is' : 'are'} used up: ${full.map(({ limit }) => limit.name).join(', ')}.`
  const [nearest] = limits
  if (!nearest || nearest.percentUsed === 0) return `None of ${thatApply(limits)} is used now.`
  return `None of ${thatApply(limits)} is used up; the nearest is ${nearest.limit.name} with ${describeLeft(nearest)} left.`
}

function thatApply(limits: ResolvedLimit[]): string {
  return `${countOf(limits.length, 'limit')} that ${limits.length === 1 ? 'applies' : 'apply'}`
}

/** One that warns refuses nobody. */
export function isFull({ limit, left }: ResolvedLimit): boolean {
  return Number(left) === 0 && limit.onExceed !== 'warn'
}

export function describeLeft({ limit, left }: ResolvedLimit): string {
  return describeAmount(limit.measure, left, limit.currency)
}
