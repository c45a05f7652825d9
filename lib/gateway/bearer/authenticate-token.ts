/** Whose call is it, where a token says so: instead of a key, or beside one. */
import { sha256Hex } from '@/lib/base/digest'
import { issuerOf, isTokenLike } from '@/lib/gateway/bearer/read-token'
import { trustOf, type VerifiedToken } from '@/lib/gateway/bearer/token-memo'
import type { Call } from '@/lib/gateway/call'
import type { KeyEntry, Snapshot } from '@/lib/gateway/catalog'
import type { GatewayPorts } from '@/lib/gateway/ports'
import { Refusal } from '@/lib/gateway/refusal'
import type { GatewayState } from '@/lib/gateway/state'
import { denialOfToken, modelsOf, subscriptionsOf, userOf } from '@/lib/policy/tokens/judge-token'
import type { TokenIssuer } from '@/lib/policy/tokens/token-issuer'
import { tokenUserId } from '@/lib/policy/tokens/token-user'

/** A signature is checked again after this long: an issuer may have withdrawn its key. */
const VERIFY_AGAIN_MS = 3_600_000

/** Of a caller who may use several subscriptions, the one of this product. */
export const PRODUCT_HEADER = 'x-tollgate-product'

type Asked = { ports: GatewayPorts; state: GatewayState; snapshot: Snapshot; call: Call }

/** The entry of a token's caller. Waits only where the signature has not been checked yet. */
export function keyOfToken(asked: Asked, token: string): KeyEntry | Promise<KeyEntry> {
  const kept = asked.call.digests?.find(token) ?? null
  const digest = kept ?? sha256Hex(token)
  if (kept === null) asked.call.digests?.keep(token, digest)
  const known = findVerified(asked, digest)
  return known ? entryOf(asked, known) : verified(asked, token, digest).then((fresh) => entryOf(asked, fresh))
}

/** A key whose product asks for a token as well, with what the token says. */
export function keyBesideToken(asked: Asked, key: KeyEntry, token: string): KeyEntry | Promise<KeyEntry> {
  const digest = sha256Hex(token)
  const known = findVerified(asked, digest)
  return known ? besideOf(asked, known, key) : verified(asked, token, digest).then((fresh) => besideOf(asked, fresh, key))
}

/** A token whose signature was checked already, by the keys its issuer is trusted with now. */
function findVerified({ ports, state, snapshot }: Asked, digest: string): VerifiedToken | undefined {
  const token = state.tokens.find(digest, ports.clock.now())
  if (!token || token.judged?.snapshot === snapshot) return token
  const issuer = snapshot.issuers.get(token.issuer)
  return issuer === undefined || trustOf(issuer) === token.trust ? token : undefined
}

async function verified({ ports, state, snapshot }: Asked, token: string, digest: string): Promise<VerifiedToken> {
  const named = isTokenLike(token) ? issuerOf(token) : null
  const issuer = named === null ? undefined : snapshot.issuers.get(named)
  if (!issuer) throw new Refusal('invalid_token', 'The token is not from an issuer this gateway trusts.')
  const check = await ports.verifyToken(token, issuer)
  if (check.kind === 'unavailable') {
    throw new Refusal('token_keys_unavailable', 'The keys of the token’s issuer cannot be had now, so it cannot be checked.', {
      retryAfterMs: 5_000,
      cause: check.cause,
    })
  }
  if (check.kind === 'bad') throw new Refusal('invalid_token', check.reason)
  const nowMs = ports.clock.now()
  const { exp } = check.claims
  const endMs = typeof exp === 'number' ? exp * 1000 + issuer.clockSkewMs : 0
  const untilMs = Math.min(endMs, nowMs + VERIFY_AGAIN_MS)
  const fresh = { claims: check.claims, issuer: issuer.issuer, trust: trustOf(issuer), untilMs, judged: null }
  if (denialOfToken(issuer, check.claims, nowMs)?.kind !== 'invalid') state.tokens.keep(digest, fresh)
  return fresh
}

type Judged = NonNullable<VerifiedToken['judged']>

/** What the token allows under the rules in force now. A token whose end or beginning decides is never kept, so time needs no second look. */
function judge({ ports, snapshot }: Asked, token: VerifiedToken): { issuer: TokenIssuer; judged: Judged } {
  const issuer = snapshot.issuers.get(token.issuer)
  if (!issuer) throw new Refusal('invalid_token', 'The token is not from an issuer this gateway trusts.')
  let { judged } = token
  if (judged?.snapshot !== snapshot) {
    const denial = denialOfToken(issuer, token.claims, ports.clock.now())
    judged = { snapshot, denial, entries: new Map(), beside: new WeakMap() }
    token.judged = judged
  }
  const { denial } = judged
  if (denial) throw new Refusal(denial.kind === 'invalid' ? 'invalid_token' : 'token_not_allowed', denial.reason)
  return { issuer, judged }
}

function entryOf(asked: Asked, token: VerifiedToken): KeyEntry {
  const { issuer, judged } = judge(asked, token)
  const product = asked.call.header(PRODUCT_HEADER)?.toLowerCase() ?? ''
  let entry = judged.entries.get(product)
  if (!entry) {
    const base = callerEntry(asked.snapshot, issuer, token, product)
    entry = withToken(base, issuer, token)
    judged.entries.set(product, entry)
  }
  return entry
}

function besideOf(asked: Asked, token: VerifiedToken, key: KeyEntry): KeyEntry {
  const { issuer, judged } = judge(asked, token)
  let entry = judged.beside.get(key)
  if (!entry) {
    // Whose rules name subscriptions vouches for callers of those: the people of one tenant are no second factor for another.
    if (issuer.callers.length > 0 && !subscriptionsOf(issuer, token.claims).includes(key.subscription.id))
      throw new Refusal(
        'token_not_allowed',
        'The token is good, but no rule of its issuer gives its caller the subscription of the key.',
      )
    entry = withToken(key, issuer, token)
    judged.beside.set(key, entry)
  }
  return entry
}

/** An entry as a key would have; records name the issuer where they would name the key. */
function callerEntry(snapshot: Snapshot, issuer: TokenIssuer, { claims }: VerifiedToken, product: string): KeyEntry {
  let isKeyMissing = false
  for (const id of subscriptionsOf(issuer, claims)) {
    const subscription = snapshot.findSubscription(id)
    if (!subscription || (product !== '' && subscription.product.name.toLowerCase() !== product)) continue
    const { accepts } = subscription.product
    if (accepts === 'key-and-token') isKeyMissing = true
    if (accepts === 'key-and-token' || accepts === 'key') continue
    return {
      id: issuer.id,
      userId: null,
      cidrs: [],
      certificates: [],
      models: null,
      expiresAtMs: null,
      subscription,
      product: subscription.product,
      claims,
    }
  }
  if (isKeyMissing)
    throw new Refusal(
      'missing_api_key',
      'Your product asks for a subscription key beside the token: send it in the header api-key.',
    )
  throw new Refusal(
    'token_not_allowed',
    product === ''
      ? 'The token is good, but no rule of its issuer gives its caller a subscription that takes tokens.'
      : `The token is good, but its caller has no subscription to the product '${product.slice(0, 100)}' that takes tokens.`,
  )
}

/** Whose it is, what is said of them, and the models that leaves. */
function withToken(key: KeyEntry, issuer: TokenIssuer, { claims }: VerifiedToken): KeyEntry {
  const subject = userOf(issuer, claims)
  const models = modelsOf(issuer, claims)
  return {
    ...key,
    userId: subject === null ? key.userId : tokenUserId(issuer.issuer, subject),
    models: both(key.models, models),
    claims,
  }
}

function both(a: ReadonlySet<string> | null, b: ReadonlySet<string> | null): ReadonlySet<string> | null {
  if (a === null || b === null) return a ?? b
  return new Set([...a].filter((name) => b.has(name)))
}
