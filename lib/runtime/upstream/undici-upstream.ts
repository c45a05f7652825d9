/**
 * Talks to providers through undici's dispatcher, the fastest way out of Node. One connection pool per origin; the
 * address a name resolves to is checked when the connection is made, so a name cannot be pointed elsewhere afterwards.
 */
import { lookup as dnsLookup } from 'node:dns'
import type { Socket } from 'node:net'
import { buildConnector, type Dispatcher, Pool } from 'undici'
import { writeAtOnce } from '@/lib/base/single-write'
import type { Upstream, UpstreamExchange, UpstreamFailure, UpstreamListener } from '@/lib/gateway/ports'
import { isAddressAllowed, isHostAllowed } from '@/lib/runtime/upstream/allowed-address'

export type UndiciUpstream = Upstream & { close(): Promise<void> }

const CONNECT_TIMEOUT_MS = 5_000
/** To one origin at a time: each stream keeps its own for as long as it lasts. */
const CONNECTIONS = 8_192

/**
 * Where all connections read into, one read after the other. Left to itself Node takes 64 KiB anew for each read and gives most
 * of it back: more than reading costs.
 */
const arrivals = Buffer.allocUnsafeSlow(64 * 1024)

/** Called as a method of the socket that has read; false where its reader is to be waited for. */
function pushArrived(this: Socket, size: number): boolean {
  const bytes = Buffer.allocUnsafe(size)
  arrivals.copy(bytes, 0, 0, size)
  return this.push(bytes)
}

/** `allowedNetworks` are the private ranges (CIDR) the admin has opened. */
export function createUndiciUpstream(allowedNetworks: readonly string[]): UndiciUpstream {
  /** Null for an origin whose address may not be called. */
  const pools = new Map<string, Pool | null>()
  const connect = buildConnector({
    timeout: CONNECT_TIMEOUT_MS,
    lookup: checkedLookup(allowedNetworks),
    onread: { buffer: arrivals, callback: pushArrived },
  })

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
        connect: (options, callback) =>
          connect(options, (...result) => {
            const [, socket] = result
            if (socket) writeAtOnce(socket)
            callback(...result)
          }),
      })
      pools.set(origin, pool)
    }
    return pool
  }

  return {
    send(request, listener) {
      const exchange = new Exchange(listener)
      const pool = poolOf(request.origin)
      if (pool === null) queueMicrotask(() => exchange.fail('address', new Error('the address of this backend is not allowed')))
      else {
        const { path, method, headers, body } = request
        // Its own timers are off: three new ones a request, each kept for half a second after it was cleared.
        pool.dispatch({ path, method, headers, body, headersTimeout: 0, bodyTimeout: 0 }, exchange)
      }
      return exchange
    },
    async close() {
      await Promise.all([...pools.values()].map((pool) => pool?.close()))
      pools.clear()
    },
  }
}

/**
 * One request under way, as undici and as the gateway see it. A class, because one is made for every attempt; in the older of
 * undici's two handler forms, which is the one its client speaks: the newer is translated to it, and reads every header.
 */
class Exchange implements Dispatcher.DispatchHandler, UpstreamExchange {
  private abortRequest: ((error: Error) => void) | null = null
  private resumeBody: (() => void) | null = null
  private isPaused = false
  private isOver = false
  private isAborted = false

  constructor(private readonly listener: UpstreamListener) {}

  onConnect(abort: (error?: Error) => void): void {
    this.abortRequest = abort
    if (this.isAborted) abort(new Error('aborted'))
  }

  onHeaders(status: number, headers: Buffer[], resume: () => void): boolean {
    this.resumeBody = resume
    this.listener.onHead(status, (name) => findHeader(headers, name))
    return !this.isPaused
  }

  onData(chunk: Buffer): boolean {
    if (!this.isOver) this.listener.onData(chunk)
    return !this.isPaused
  }

  onComplete(): void {
    if (this.isOver) return
    this.isOver = true
    this.listener.onEnd()
  }

  onError(error: Error): void {
    this.fail(this.isAborted ? 'aborted' : failureOf(error), error)
  }

  fail(failure: UpstreamFailure, error: unknown): void {
    if (this.isOver) return
    this.isOver = true
    this.listener.onFailure(failure, error)
  }

  abort(): void {
    if (this.isOver || this.isAborted) return
    this.isAborted = true
    this.abortRequest?.(new Error('aborted'))
  }

  pause(): void {
    this.isPaused = true
  }

  resume(): void {
    if (!this.isPaused) return
    this.isPaused = false
    this.resumeBody?.()
  }
}

/** The first value of a header among names and values in turn. */
function findHeader(headers: readonly Buffer[], name: string): string | undefined {
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const given = headers[i]
    if (given?.length === name.length && isNamed(given, name)) return headers[i + 1]?.toString('latin1')
  }
  return undefined
}

/** Is this the name, in capitals or not? A dozen names are looked for in every answer: a text of each would be thrown away. */
function isNamed(given: Buffer, name: string): boolean {
  for (let i = 0; i < name.length; i++) {
    const wanted = name.charCodeAt(i)
    const byte = given[i] ?? 0
    const isCapital = byte >= 0x41 && byte <= 0x5a
    if ((isCapital ? byte + 0x20 : byte) !== wanted) return false
  }
  return true
}

/** Looks a name up and hands out only addresses that may be connected to. */
export function checkedLookup(allowedNetworks: readonly string[]): typeof dnsLookup {
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
