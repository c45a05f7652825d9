/** What the cache has done, in words. */
import { describeCosts } from '@/components/reports/cost-text'
import type { CacheLine } from '@/lib/contracts/cache'

export function savedText(saved: CacheLine['saved']): string {
  return describeCosts(saved.map(({ currency, amount }) => ({ currency, cost: amount })))
}

export function shareText(line: { answered: number; hits: number }): string {
  return `${Math.round(shareOf(line) * 1000) / 10} %`
}

export function shareOf({ answered, hits }: { answered: number; hits: number }): number {
  return answered === 0 ? 0 : hits / answered
}
