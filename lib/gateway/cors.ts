/**
 * Pages that call from a browser. A preflight carries no key, so it is answered for all products together; the call itself then
 * has to come from an origin of its own product.
 */
import type { Call, Reply } from '@/lib/gateway/call'
import type { KeyEntry, Snapshot } from '@/lib/gateway/catalog'
import { isOriginAllowed, letRead } from '@/lib/gateway/product-shaping'
import { Refusal } from '@/lib/gateway/refusal'

/** The answer to a preflight, or why the origin may not call; null where the call is none. */
export function answerPreflight(call: Call, snapshot: Snapshot | null): Reply | Refusal | null {
  const origin = call.header('origin')
  const method = call.header('access-control-request-method')
  if (call.method !== 'OPTIONS' || origin === undefined || method === undefined || !snapshot) return null
  if (!isOriginAllowed(snapshot.corsOrigins, origin)) return originRefusal(origin)
  const wanted = call.header('access-control-request-headers') ?? ''
  return {
    status: 200,
    headers: [
      'access-control-allow-origin',
      origin,
      'access-control-allow-methods',
      'GET, POST',
      'access-control-allow-headers',
      /^[\w ,-]{0,2000}$/.test(wanted) ? wanted : '',
      'access-control-max-age',
      '600',
      'vary',
      'origin, access-control-request-headers',
    ],
    body: Buffer.alloc(0),
  }
}

/** Throws where a page calls that the key's product does not name. Costs nothing yet. */
export function requireOrigin(call: Call, { product }: KeyEntry): void {
  const origins = product.shaping?.origins
  if (!origins || origins.size === 0) return
  const origin = call.header('origin')
  // A page of our own, as the browser itself says and no script can: the playground is the portal, whatever pages the product names.
  if (call.header('sec-fetch-site') === 'same-origin') return
  if (origin !== undefined && !isOriginAllowed(origins, origin)) throw originRefusal(origin)
}

/** Lets a page read why it was refused, where some product would let it call. */
export function letReadRefusal(call: Call, snapshot: Snapshot | null, reply: Reply): Reply {
  const origin = call.header('origin')
  if (origin !== undefined && snapshot && isOriginAllowed(snapshot.corsOrigins, origin)) letRead(reply.headers, origin)
  return reply
}

function originRefusal(origin: string): Refusal {
  return new Refusal(
    'origin_not_allowed',
    `Pages of ${origin.slice(0, 200)} may not call here: no product of yours names that origin.`,
  )
}
