/** Step 1: whose call is it? */

import { isWellFormedSecret } from '@/lib/base/secret-text'
import { callBelow } from '@/lib/gateway/base-paths'
import { keyBesideToken, keyOfToken } from '@/lib/gateway/bearer/authenticate-token'
import { isTokenLike } from '@/lib/gateway/bearer/read-token'
import type { Call } from '@/lib/gateway/call'
import type { KeyEntry, Snapshot } from '@/lib/gateway/catalog'
import { bearerOf, type Dialect } from '@/lib/gateway/dialects/dialect'
import { dialectOf } from '@/lib/gateway/dialects/registry'
import type { GatewayPorts } from '@/lib/gateway/ports'
import { Refusal } from '@/lib/gateway/refusal'
import type { GatewayState } from '@/lib/gateway/state'
import { BodyShare } from '@/lib/gateway/steps/bounded-bodies'

/** A call with its dialect, id and admission time: all a refusal needs. */
export type Arrived = { call: Call; dialect: Dialect; id: string; startedAtMs: number; bodyShare: BodyShare }

export type Authenticated = Arrived & { key: KeyEntry; snapshot: Snapshot }

export function arrive(ports: GatewayPorts, state: GatewayState, call: Call): Arrived {
  const base = ports.catalog.current()?.bases.find(call.path)
  const own = base === undefined ? call : callBelow(base, call)
  return {
    call: own,
    dialect: dialectOf(own.path),
    id: ports.newCallId(),
    startedAtMs: ports.clock.now(),
    bodyShare: new BodyShare(state.bodies),
  }
}

/** Finds who calls, by a key or a token. A key that was never issued and one that was revoked read the same. */
export function authenticate(ports: GatewayPorts, state: GatewayState, arrived: Arrived): Authenticated | Promise<Authenticated> {
  const { call } = arrived
  const secret = arrived.dialect.keyOf(call)
  if (secret === null || secret === '') {
    throw new Refusal('missing_api_key', 'No API key was sent. Send your subscription key in the header this API reads it from.')
  }
  const snapshot = ports.catalog.current()
  if (!snapshot)
    throw new Refusal('catalog_unknown', 'The gateway is starting and does not know its keys yet.', { retryAfterMs: 1000 })
  const key = callerOf({ ports, state, snapshot, call }, secret)
  return key instanceof Promise ? key.then((found) => known(arrived, found, snapshot)) : known(arrived, key, snapshot)
}

// Written out, here and in the steps that follow: spreading an object costs a microsecond, and there are ten on the way.
function known({ call, dialect, id, startedAtMs, bodyShare }: Arrived, key: KeyEntry, snapshot: Snapshot): Authenticated {
  return { call, dialect, id, startedAtMs, bodyShare, key, snapshot }
}

type Asked = { ports: GatewayPorts; state: GatewayState; snapshot: Snapshot; call: Call }

function callerOf(asked: Asked, secret: string): KeyEntry | Promise<KeyEntry> {
  const { ports, snapshot, call } = asked
  let token = snapshot.issuers.size > 0 && isTokenLike(secret) ? secret : null
  let key = token === null ? findKey(ports, snapshot, call, secret) : undefined
  if (token !== null) {
    // Where this wire reads its key the token stands; a key beside it comes in a header of its own.
    const beside = call.header('api-key') ?? call.header('ocp-apim-subscription-key') ?? call.header('x-api-key')
    if (beside === undefined) return keyOfToken(asked, token)
    key = findKey(ports, snapshot, call, beside)
  }
  if (!key) throw new Refusal('invalid_api_key', 'The API key is not valid: it was mistyped, revoked, or never issued.')
  const { accepts } = key.product
  if (accepts === 'key-or-token' || accepts === 'key') return key
  if (token === null) {
    const bearer = bearerOf(call)
    if (bearer !== null && bearer !== secret && isTokenLike(bearer)) token = bearer
  }
  if (token === null)
    throw new Refusal(
      'token_required',
      'Your product asks for a token of your sign-in provider: send it as Authorization: Bearer.',
    )
  return accepts === 'token' ? keyOfToken(asked, token) : keyBesideToken(asked, key, token)
}

function findKey(ports: GatewayPorts, snapshot: Snapshot, { digests }: Call, secret: string): KeyEntry | undefined {
  const kept = digests?.find(secret)
  const known = kept ? snapshot.findKey(kept) : undefined
  if (known) return known
  // The checksum spares a look-up for every typo and every scanner.
  if (!isWellFormedSecret('tg_', secret) && !mayBeForeign(snapshot, secret)) return undefined
  const digest = ports.digestKey(secret)
  const key = snapshot.findKey(digest)
  if (key) digests?.keep(secret, digest)
  return key
}

/** Keys another gateway has issued have no checksum; they are looked for only where its paths were brought over. */
function mayBeForeign({ bases }: Snapshot, secret: string): boolean {
  return bases.size > 0 && secret.length >= 16 && secret.length <= 256 && !secret.startsWith('tg_')
}
