/**
 * The public keys of token issuers: read where the issuer's discovery document says, kept for an hour and renewed behind the back
 * of calls. A key nobody knows yet is looked for at once, but not more often than `ASK_AGAIN_MS`; while an issuer is away its last
 * keys go on being used for a day.
 */
import type { TokenIssuer } from '@/lib/policy/tokens/token-issuer'

export type PublicKeys = { keys: readonly PublicKey[]; readAtMs: number }
/** A JSON web key. https://www.rfc-editor.org/rfc/rfc7517 */
export type PublicKey = { kid?: string; kty: string; alg?: string; use?: string } & Record<string, unknown>

export type IssuerKeys = {
  /** The keys, and newer ones where `kid` is in none of those at hand. Rejects where there are none at all. */
  keysFor(issuer: Pick<TokenIssuer, 'issuer' | 'keysUrl'>, kid: string | undefined): Promise<readonly PublicKey[]>
  /** What it publishes at this moment, past all that is kept. */
  read(issuer: Pick<TokenIssuer, 'issuer' | 'keysUrl'>): Promise<readonly PublicKey[]>
}

const FRESH_MS = 3_600_000
const STALE_MS = 24 * 3_600_000
const ASK_AGAIN_MS = 30_000
const MOST_KEYS = 100

type Known = { read: PublicKeys | null; askedAtMs: number; asking: Promise<PublicKeys> | null; failure: unknown }

/** `readJson` fetches a document by its address, checked as every outgoing address is. */
export function createIssuerKeys(readJson: (url: string) => Promise<unknown>, now: () => number): IssuerKeys {
  const issuers = new Map<string, Known>()

  return {
    read: readKeys,
    async keysFor(issuer, kid) {
      const known = knownOf(`${issuer.issuer} ${issuer.keysUrl ?? ''}`)
      const { read } = known
      const ageMs = read ? now() - read.readAtMs : Number.POSITIVE_INFINITY
      const has = read?.keys.some((key) => key.kid === kid || kid === undefined) ?? false
      if (read && has && ageMs < FRESH_MS) return read.keys
      if (read && has && ageMs < STALE_MS) {
        ask(known, issuer)?.catch(() => {})
        return read.keys
      }
      const asked = ask(known, issuer)
      if (asked) return (await asked.catch(fallback(read, ageMs))).keys
      if (read && ageMs < STALE_MS) return read.keys
      throw known.failure ?? new Error('the keys of the issuer are not known')
    },
  }

  function knownOf(name: string): Known {
    let known = issuers.get(name)
    if (!known) {
      known = { read: null, askedAtMs: Number.NEGATIVE_INFINITY, asking: null, failure: null }
      issuers.set(name, known)
    }
    return known
  }

  /** All who ask at once wait for one answer; null where it is too early to ask again. */
  function ask(known: Known, issuer: Pick<TokenIssuer, 'issuer' | 'keysUrl'>): Promise<PublicKeys> | null {
    if (known.asking) return known.asking
    // An issuer never heard of is worth asking sooner.
    const wait = known.read ? ASK_AGAIN_MS : ASK_AGAIN_MS / 10
    if (now() - known.askedAtMs < wait) return null
    known.askedAtMs = now()
    known.asking = readKeys(issuer)
      .then((keys) => {
        known.read = { keys, readAtMs: now() }
        known.failure = null
        return known.read
      })
      .catch((error: unknown) => {
        known.failure = error
        throw error
      })
      .finally(() => {
        known.asking = null
      })
    return known.asking
  }

  async function readKeys({ issuer, keysUrl }: Pick<TokenIssuer, 'issuer' | 'keysUrl'>): Promise<PublicKey[]> {
    const url = keysUrl ?? (await discover(issuer))
    const document = (await readJson(url)) as { keys?: unknown } | null
    if (!Array.isArray(document?.keys)) throw new Error('the issuer’s key document lists no keys')
    return document.keys.slice(0, MOST_KEYS).filter(isPublicKey)
  }

  /** https://openid.net/specs/openid-connect-discovery-1_0.html */
  async function discover(issuer: string): Promise<string> {
    const url = `${issuer.replace(/\/+$/, '')}/.well-known/openid-configuration`
    const document = (await readJson(url)) as { issuer?: unknown; jwks_uri?: unknown } | null
    if (document?.issuer !== issuer) throw new Error('the discovery document is of another issuer')
    if (typeof document.jwks_uri !== 'string') throw new Error('the discovery document names no keys')
    if (issuer.startsWith('https:') && !document.jwks_uri.startsWith('https:'))
      throw new Error('the discovery document leads to keys without TLS')
    return document.jwks_uri
  }
}

/** The last keys, where an issuer is away and they are not too old. */
function fallback(read: PublicKeys | null, ageMs: number) {
  return (error: unknown): PublicKeys => {
    if (read && ageMs < STALE_MS) return read
    throw error
  }
}

/** Symmetric keys have no place in a public document; one that stands there must not verify anything. */
function isPublicKey(value: unknown): value is PublicKey {
  if (typeof value !== 'object' || value === null) return false
  const { kty, use } = value as Partial<PublicKey>
  return (kty === 'RSA' || kty === 'EC') && (use === undefined || use === 'sig')
}
