/** How a call ended, for whoever settles it. */
import type { Target } from '@/lib/gateway/steps/candidates'
import type { AttemptTrace, Measured, Outcome } from '@/lib/gateway/usage-entry'
import type { Units } from '@/lib/policy/pricing/price'
import type { TokenCounts } from '@/lib/policy/pricing/tokens'

export type Ending = {
  outcome: Outcome
  status: number
  code: string | null
  tokens: TokenCounts
  measured: Measured
  target: Target | null
  attempts: AttemptTrace[]
  firstByteMs: number | null
  bytesOut: number
  /** What was used beside tokens; left out: nothing. */
  units?: Units[] | undefined
}
