/** What the pipeline needs from outside; lib/runtime fills these, lib/boot joins them. */
import type { AnswerIndex } from '@/lib/gateway/cache/answer-index'
import type { AnswerStore } from '@/lib/gateway/cache/answer-store'
import type { Catalog, CredentialSource } from '@/lib/gateway/catalog'
import type { Counters } from '@/lib/gateway/counters'
import type { CloseEntry, OpenEntry, ProgressEntry } from '@/lib/gateway/usage-entry'
import type { ServiceMethod } from '@/lib/policy/services/service'
import type { Claims } from '@/lib/policy/tokens/claims'
import type { TokenIssuer } from '@/lib/policy/tokens/token-issuer'

export type GatewayPorts = {
  catalog: Catalog
  counters: Counters
  ledger: Ledger
  upstream: Upstream
  /** Where answers are kept. */
  answers: AnswerStore
  /** Where their questions are compared by meaning. */
  questions: AnswerIndex
  clock: { now(): number }
  newCallId(): string
  /** What a subscription has cost since a day (YYYY-MM-DD), as far as it is booked; null while nobody can tell. */
  costSince(subscriptionId: string, day: string): Promise<BookedCost | null>
  /** The token a backend's credential is changed for, or the credential fetched from where it is kept. At once where it is at hand; rejects where none is given. */
  accessTokenOf(credential: string | CredentialSource): string | Promise<string>
  /** A fetched credential was refused where it was shown: perhaps it has been rotated. */
  credentialRefused(source: CredentialSource): void
  /** Does its issuer's signature hold? Time, audience and the rest are the gateway's own to judge. */
  verifyToken(token: string, issuer: TokenIssuer): Promise<TokenCheck>
  /** HMAC-SHA-256 of a key under the pepper, in hex. */
  digestKey(secret: string): string
  isAddressIn(address: string, cidrs: readonly string[]): boolean
  onInternalError(error: unknown): void
  settings: { maxBodyBytes: number; maxInFlightBytes: number }
}

export type TokenCheck =
  | { kind: 'good'; claims: Claims }
  | { kind: 'bad'; reason: string }
  | { kind: 'unavailable'; cause: unknown }

export type BookedCost = { costs: { currency: string; nano: bigint }[]; unpricedCalls: number }

/** Where calls are booked. A promise is returned only where something must be awaited. */
export type Ledger = {
  /** False while the spool is full: new calls are refused, running ones end. */
  canOpen(): boolean
  open(entry: OpenEntry): Promise<void> | void
  progress(entry: ProgressEntry): void
  close(entry: CloseEntry): Promise<void> | void
  /** Counts a caller who is nobody we know. Never a line per call: a flood of wrong keys must not fill a disk. */
  countUnauthenticated(code: string): void
}

export type UpstreamRequest = {
  origin: string
  path: string
  method: ServiceMethod
  headers: Record<string, string>
  /** A text goes as UTF-8. */
  body: Buffer | string | null
  /** Until the head of the answer, and between two pieces of its body. Watched by the attempt, for all upstreams alike. */
  headersTimeoutMs: number
  bodyTimeoutMs: number
}

/** Why no answer came: the breaker rule's words for it. */
export type UpstreamFailure = 'connect' | 'reset' | 'timeout' | 'invalid' | 'aborted' | 'address'

export type UpstreamListener = {
  onHead(status: number, header: (name: string) => string | undefined): void
  onData(chunk: Buffer): void
  onEnd(): void
  onFailure(failure: UpstreamFailure, error: unknown): void
}

/** Talks to providers. After onEnd or onFailure nothing more is heard. */
export type Upstream = { send(request: UpstreamRequest, listener: UpstreamListener): UpstreamExchange }

export type UpstreamExchange = { abort(): void; pause(): void; resume(): void }
