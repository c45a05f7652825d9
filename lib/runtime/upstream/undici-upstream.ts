/**
 * Talks to providers through undici's dispatcher, the fastest way out of Node. One connection pool per origin; the
 * address a name resolves to is checked when the connection is made, so a name cannot be pointed elsewhere afterwards.
 */
import { lookup as dnsLookup } from 'node:dns'
import { type Dispatcher, Pool } from 'undici'
import type { Upstream, UpstreamFailure } from '@/lib/gateway/ports'
import { isAddressAllowed, isHostAllowed } from '@/lib/runtime/upstream/allowed-address'

export type UndiciUpstream = Upstream & { close(): Promise<void> }

const CONNECT_TIMEOUT_MS = 5_000
const CONNECTIONS = 512

/** `allowedNetworks` are the private ranges (CIDR) the admin has opened. */
export function createUndiciUpstream(allowedNetworks: readonly string[]): UndiciUpstream {
  /** Null for an origin whose address may not be called. */
  const pools = new Map<string, Pool | null>()

  const poolOf = (origin: string): Pool | null => {
    let pool = pools.get(origin)
    if (pool === undefined && !isHostAllowed(new URL(origin).hostname, allowedNetworks)) {
      pool = null
      pools.set(origin, pool)
    }
    if (pool === undefined) {
      pool = new Pool(origin, {
        connections: CONNECTIONS,
        pipelining: 1,
        keepAliveTimeout: 30_000,
        connect: { timeout: CONNECT_TIMEOUT_MS, lookup: checkedLookup(allowedNetworks) },
      })
      pools.set(origin, pool)
    }
    return pool
  }

  return {
    send(request, listener) {
      let controller: Dispatcher.DispatchController | null = null
      let isOver = false
      let isAborted = false
      const fail = (failure: UpstreamFailure, error: unknown) => {
        if (isOver) return
        isOver = true
        listener.onFailure(failure, error)
      }
      const pool = poolOf(request.origin)
      if (pool === null) {
        queueMicrotask(() => fail('address', new Error('the address of this backend is not allowed')))
        return { abort() {}, pause() {}, resume() {} }
      }
      pool.dispatch(
        {
          path: request.path,
          method: request.method,
          headers: request.headers,
          body: request.body,
          headersTimeout: request.headersTimeoutMs,
          bodyTimeout: request.bodyTimeoutMs,
        },
        {
          onRequestStart(started) {
            controller = started
            if (isAborted) started.abort(new Error('aborted'))
          },
          onResponseStart(_controller, status, headers) {
            listener.onHead(status, (name) => {
              const value = headers[name]
              return Array.isArray(value) ? value[0] : value
            })
          },
          onResponseData(_controller, chunk) {
            if (!isOver) listener.onData(chunk)
          },
          onResponseEnd() {
            if (isOver) return
            isOver = true
            listener.onEnd()
          },
          onResponseError(_controller, error) {
            fail(isAborted ? 'aborted' : failureOf(error), error)
          },
        },
      )
      return {
        abort() {
          if (isOver || isAborted) return
          isAborted = true
          controller?.abort(new Error('aborted'))
        },
        pause: () => controller?.pause(),
        resume: () => controller?.resume(),
      }
    },
    async close() {
      await Promise.all([...pools.values()].map((pool) => pool?.close()))
      pools.clear()
    },
  }
}

function checkedLookup(allowedNetworks: readonly string[]): typeof dnsLookup {
  const lookup = (
    hostname: string,
    options: object,
    callback: (error: Error | null, address?: unknown, family?: number) => void,
  ) => {
    dnsLookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error)
      const allowed = addresses.filter(({ address }) => isAddressAllowed(address, allowedNetworks))
      const [first] = allowed
      if (!first)
        return callback(Object.assign(new Error(`the address of ${hostname} is not allowed`), { code: 'TOLLGATE_ADDRESS' }))
      if ('all' in options && options.all) callback(null, allowed)
      else callback(null, first.address, first.family)
    })
  }
  return lookup as typeof dnsLookup
}

/** undici's error codes: https://undici.nodejs.org/#/docs/api/Errors */
function failureOf(error: Error & { code?: string }): UpstreamFailure {
  switch (error.code) {
    case 'UND_ERR_HEADERS_TIMEOUT':
    case 'UND_ERR_BODY_TIMEOUT':
      return 'timeout'
    case 'UND_ERR_CONNECT_TIMEOUT':
    case 'ECONNREFUSED':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return 'connect'
    case 'TOLLGATE_ADDRESS':
      return 'address'
    default:
      return error.code?.startsWith('HPE_') || error.code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH' ? 'invalid' : 'reset'
  }
}
