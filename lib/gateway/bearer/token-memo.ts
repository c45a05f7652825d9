/**
 * Verified tokens, by their digest: a signature is checked once, and every later call of the same token is as quick as one with a
 * key. What it allows is worked out anew with every snapshot, so a changed rule is in force at once.
 */
import type { KeyEntry, Snapshot } from '@/lib/gateway/catalog'
import type { Claims } from '@/lib/policy/tokens/claims'
import type { TokenDenial } from '@/lib/policy/tokens/judge-token'
import type { TokenIssuer } from '@/lib/policy/tokens/token-issuer'

export type VerifiedToken = {
  claims: Claims
  issuer: string
  /** By which keys and algorithms its signature was checked: {@link trustOf}. Others would have to check it again. */
  trust: string
  /** When its signature is looked at again, at the latest. */
  untilMs: number
  /** What it allows, by the snapshot it was worked out with. */
  judged: {
    snapshot: Snapshot
    denial: TokenDenial | null
    entries: Map<string, KeyEntry>
    beside: WeakMap<KeyEntry, KeyEntry>
  } | null
}

/** What a signature is checked with. Whoever is trusted anew under the same name, or with other keys, is somebody else. */
export function trustOf({ id, keysUrl, algorithms }: Pick<TokenIssuer, 'id' | 'keysUrl' | 'algorithms'>): string {
  return JSON.stringify([id, keysUrl, algorithms])
}

/** Each takes a few kilobytes. */
const MOST = 10_000

export class TokenMemo {
  private readonly tokens = new Map<string, VerifiedToken>()

  find(digest: string, nowMs: number): VerifiedToken | undefined {
    const token = this.tokens.get(digest)
    if (token === undefined || nowMs < token.untilMs) return token
    this.tokens.delete(digest)
    return undefined
  }

  keep(digest: string, token: VerifiedToken): void {
    const [oldest] = this.tokens.keys()
    if (this.tokens.size >= MOST && oldest !== undefined) this.tokens.delete(oldest)
    this.tokens.set(digest, token)
  }

  get size(): number {
    return this.tokens.size
  }
}
