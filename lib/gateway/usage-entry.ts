/** The lines of the ledger: what a call is before it is forwarded, while it streams, and when it is over. */
import type { TokenCounts } from '@/lib/policy/pricing/tokens'

export type Outcome = 'answered' | 'refused' | 'failed' | 'cancelled' | 'interrupted'
export type Measured = 'measured' | 'estimated' | 'none'

/** Who called what. The same on every line of a call. */
export type CallIdentity = {
  id: string
  /** Admission time, milliseconds since the epoch: counters, ledger, periods and statements all go by it. */
  startedAtMs: number
  /** The tenant's calendar day then: YYYY-MM-DD. */
  localDay: string
  tenantId: string
  productId: string
  subscriptionId: string
  keyId: string
  userId: string | null
  endUser: string | null
  model: string | null
  dialect: string
  operation: string
  streamed: boolean
  clientRequestId: string | null
  bytesIn: number
  /** Each `name=value`, sorted. */
  tags: readonly string[]
}

/** What a quota or budget is charged, beside the record. */
export type Charge = { limitId: string; countKey: string; periodStartMs: number; amount: number }

export type OpenEntry = {
  identity: CallIdentity
  holdTokens: number
  /** What an interruption is billed at until its true close appears: the prompt. Costs are computed here, never at replay. */
  estimate: Estimate
}

export type Estimate = {
  tokens: TokenCounts
  priceId: string | null
  currency: string | null
  costNano: bigint | null
  charges: Charge[]
}

export type ProgressEntry = { id: string; estimate: Estimate; backendId: string }

export type CloseEntry = {
  identity: CallIdentity
  durationMs: number
  firstByteMs: number | null
  backendId: string | null
  deployment: string | null
  status: number
  outcome: Outcome
  code: string | null
  measured: Measured
  tokens: TokenCounts
  holdTokens: number
  outputCap: number | null
  limitId: string | null
  attempts: number
  priceId: string | null
  currency: string | null
  costNano: bigint | null
  /** What the call would have cost, had its answer not been kept; left out: nothing. */
  savedNano?: bigint | undefined
  /** Beside tokens: images, characters, searches; left out: none. */
  units?: { kind: string; amount: number }[] | undefined
  bytesOut: number
  /** More than one where refusals of a kind were counted together. */
  calls: number
  charges: Charge[]
  /** Kept for refused, failed and slow calls and a sample of the rest. */
  trace: CallTrace | null
}

export type AttemptTrace = {
  backendId: string
  /** Why this member, in words. */
  why: string
  startMs: number
  durationMs: number
  status: number | null
  failure: string | null
  usage: Measured
  /** What the provider said of it beside the answer, by name; left out: nothing. */
  told?: Readonly<Record<string, string>>
}

export type LimitTrace = {
  limitId: string
  name: string
  countKey: string
  used: number
  amount: number
  need: number
  hasRefused: boolean
}

/** Times are milliseconds since admission. */
export type CallTrace = {
  steps: { step: string; atMs: number; note?: string }[]
  limits: LimitTrace[]
  attempts: AttemptTrace[]
}
