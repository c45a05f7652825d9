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
  const digest = digestOf(ports, arrived.call, secret)
  const key = digest === null ? undefined : snapshot.findKey(digest)
  if (!key) throw new Refusal('invalid_api_key', 'The API key is not valid: it was mistyped, revoked, or never issued.')
  // Written out, here and in the steps that follow: spreading an object costs a microsecond, and there are ten on the way.
  const { call, dialect, id, startedAtMs, bodyShare } = arrived
  return { call, dialect, id, startedAtMs, bodyShare, key, snapshot }
}

/** Null where no secret of ours looks like that: the checksum spares a look-up for every typo and every scanner. */
function digestOf(ports: GatewayPorts, { digests }: Call, secret: string): string | null {
  const known = digests?.find(secret)
  if (known) return known
  if (!isWellFormedSecret('tg_', secret)) return null
  const digest = ports.digestKey(secret)
  digests?.keep(secret, digest)
  return digest
}
