/** What a call counts for under a limit's measure, once it is known what it has used. */
import type { Measure } from '@/lib/policy/limits/limit'

/** `costNano` is null where the cost is unknown, or in another currency than the limit's: it counts for nothing. */
export function usedOf(measure: Measure, inputTokens: number, outputTokens: number, costNano: bigint | null): number {
  switch (measure) {
    case 'requests':
      return 1
    case 'concurrency':
      return 0
    case 'tokens':
      return inputTokens + outputTokens
    case 'inputTokens':
      return inputTokens
    case 'outputTokens':
      return outputTokens
    case 'cost':
      return Number(costNano ?? 0n)
  }
}
