/** Step 1: whose call is it? */

import { isWellFormedSecret } from '@/lib/base/secret-text'
import type { Call } from '@/lib/gateway/call'
import type { KeyEntry, Snapshot } from '@/lib/gateway/catalog'
import type { Dialect } from '@/lib/gateway/dialects/dialect'
import { dialectOf } from '@/lib/gateway/dialects/registry'
import type { GatewayPorts } from '@/lib/gateway/ports'
import { Refusal } from '@/lib/gateway/refusal'
import type { GatewayState } from '@/lib/gateway/state'
import { BodyShare } from '@/lib/gateway/steps/bounded-bodies'

/** A call with its dialect, id and admission time: all a refusal needs. */
export type Arrived = { call: Call; dialect: Dialect; id: string; startedAtMs: number; bodyShare: BodyShare }

export type Authenticated = Arrived & { key: KeyEntry; snapshot: Snapshot }

export function arrive(ports: GatewayPorts, state: GatewayState, call: Call): Arrived {
  return {
    call,
    dialect: dialectOf(call.path),
    id: ports.newCallId(),
    startedAtMs: ports.clock.now(),
    bodyShare: new BodyShare(state.bodies),
  }
}

/** Finds the key of a call. A key that was never issued and one that was revoked read the same. */
export function authenticate(ports: GatewayPorts, arrived: Arrived): Authenticated {
  const secret = arrived.dialect.keyOf(arrived.call)
  if (secret === null || secret === '') {
    throw new Refusal('missing_api_key', 'No API key was sent. Send your subscription key in the header this API reads it from.')
  }
  const snapshot = ports.catalog.current()
  if (!snapshot)
    throw new Refusal('catalog_unknown', 'The gateway is starting and does not know its keys yet.', { retryAfterMs: 1000 })
  const key = findKey(ports, snapshot, arrived.call, secret)
  if (!key) throw new Refusal('invalid_api_key', 'The API key is not valid: it was mistyped, revoked, or never issued.')
  // Written out, here and in the steps that follow: spreading an object costs a microsecond, and there are ten on the way.
  const { call, dialect, id, startedAtMs, bodyShare } = arrived
  return { call, dialect, id, startedAtMs, bodyShare, key, snapshot }
}

function findKey(ports: GatewayPorts, snapshot: Snapshot, { digests }: Call, secret: string): KeyEntry | undefined {
  const kept = digests?.find(secret)
  const known = kept ? snapshot.findKey(kept) : undefined
  if (known) return known
  // The checksum spares a look-up for every typo and every scanner.
  if (!isWellFormedSecret('tg_', secret)) return undefined
  const digest = ports.digestKey(secret)
  const key = snapshot.findKey(digest)
  if (key) digests?.keep(secret, digest)
  return key
}
