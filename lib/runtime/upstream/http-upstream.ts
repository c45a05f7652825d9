/**
 * Talks to providers, over HTTP/1.1 connections of its own: 12 µs of a call, where a client for all purposes takes 19
 * (docs/decisions/connections-to-providers.md). How connections are made, with their names looked up, TLS and its sessions, is undici's.
 */
import { isIPv6 } from 'node:net'
import { buildConnector } from 'undici'
import type { Upstream, UpstreamFailure, UpstreamListener } from '@/lib/gateway/ports'
import { isHostAllowed } from '@/lib/runtime/upstream/allowed-address'
import { checkedLookup } from '@/lib/runtime/upstream/checked-lookup'
import { arrivalOptions } from '@/lib/runtime/upstream/connection'
import { Connections } from '@/lib/runtime/upstream/connections'
import { Exchange } from '@/lib/runtime/upstream/exchange'
import { failureOf } from '@/lib/runtime/upstream/failure-of'
import { requestText } from '@/lib/runtime/upstream/request-text'

export type HttpUpstream = Upstream & { close(): Promise<void> }

const CONNECT_TIMEOUT_MS = 5_000
const SWEEP_MS = 1_000

type Origin = { host: string; connections: Connections }

/** `allowedNetworks` are the private ranges (CIDR) the admin has opened; `authority` vouches for providers in place of the system's, in tests. */
export function createHttpUpstream(allowedNetworks: readonly string[], authority?: string): HttpUpstream {
  /** Null for an origin whose address may not be called. */
  const origins = new Map<string, Origin | null>()
  const connect = buildConnector({
    timeout: CONNECT_TIMEOUT_MS,
    lookup: checkedLookup(allowedNetworks),
    onread: arrivalOptions,
    ca: authority,
  })
  const timer = setInterval(() => {
    for (const origin of origins.values()) origin?.connections.sweep()
  }, SWEEP_MS)
  timer.unref()

  function originOf(address: string): Origin | null {
    let origin = origins.get(address)
    if (origin === undefined) {
      origin = open(new URL(address))
      origins.set(address, origin)
    }
    return origin
  }

  function open({ hostname, host, protocol, port }: URL): Origin | null {
    if (!isHostAllowed(hostname, allowedNetworks)) return null
    const bare = hostname.replace(/^\[|\]$/g, '')
    const to = { hostname: isIPv6(bare) ? bare : hostname, host, protocol, port }
    const connections = new Connections((callback) => connect(to, callback))
    return { host, connections }
  }

  /** A request that goes nowhere: told later, as all else is. */
  function failed(listener: UpstreamListener, failure: UpstreamFailure, error: Error): Exchange {
    const exchange = new Exchange('', null, listener)
    queueMicrotask(() => exchange.fail(failure, error))
    return exchange
  }

  return {
    send(request, listener) {
      const origin = originOf(request.origin)
      if (origin === null) return failed(listener, 'address', new Error('the address of this backend is not allowed'))
      const { body } = request
      const length = typeof body === 'string' ? Buffer.byteLength(body) : (body?.length ?? null)
      let head: string
      try {
        head = requestText(request, origin.host, length)
      } catch (error) {
        return failed(listener, failureOf(error), error as Error)
      }
      const sent = typeof body === 'string' && body.length !== length ? Buffer.from(body) : body
      const exchange = new Exchange(head, sent, listener)
      origin.connections.send(exchange)
      return exchange
    },
    async close() {
      clearInterval(timer)
      await Promise.all([...origins.values()].map((origin) => origin?.connections.close()))
      origins.clear()
    },
  }
}
