/** One connection to a provider: one request at a time, each with its answer. */
import type { Socket } from 'node:net'
import { performance } from 'node:perf_hooks'
import type { AnswerHead } from '@/lib/runtime/upstream/answer-head'
import { AnswerReader, type AnswerSink } from '@/lib/runtime/upstream/answer-reader'
import type { Exchange, ExchangeConnection } from '@/lib/runtime/upstream/exchange'
import { failureOf } from '@/lib/runtime/upstream/failure-of'

/** Whose connection it is. */
export type ConnectionOwner = {
  /** Its answer has been heard to the end, and it may be used again. */
  onFree(connection: Connection): void
  /** It is closed, or about to be. Said once. */
  onGone(connection: Connection): void
}

/** Up to here head and body are one write: copying costs less than a second buffer, and Node writes such texts without allocating. */
const ONE_WRITE_BYTES = 16_000
/** Where the other side does not say how long it keeps a connection nobody uses. */
const KEPT_MS = 30_000
/** The other side may close its end while our next request is on its way. */
const SOONER_MS = 1_000

/** Where all connections read into, one read after the other: left to itself Node takes 64 KiB anew for each read. */
const arrivals = Buffer.allocUnsafeSlow(64 * 1024)
const connections = new WeakMap<Socket, Connection>()

/** How the socket of a connection is to read: its `onread`. */
export const arrivalOptions = {
  buffer: arrivals,
  /** Called as a method of the socket that has read. */
  callback(this: Socket, size: number): boolean {
    const bytes = Buffer.allocUnsafe(size)
    arrivals.copy(bytes, 0, 0, size)
    connections.get(this)?.hear(bytes)
    return true
  },
}

export class Connection implements AnswerSink, ExchangeConnection {
  /** By `performance.now()`: until when it may be used again. */
  keptUntilMs = performance.now() + KEPT_MS
  private readonly reader = new AnswerReader(this)
  private exchange: Exchange | null = null
  private isGone = false
  private keptHint: string | undefined
  private keptMs = KEPT_MS

  constructor(
    private readonly socket: Socket,
    private readonly owner: ConnectionOwner,
  ) {
    connections.set(socket, this)
    socket.on('end', () => this.close())
    socket.on('close', () => this.close())
    socket.on('error', (error) => this.break(error))
  }

  send(exchange: Exchange): void {
    this.exchange = exchange
    exchange.connection = this
    if (exchange.isPaused) this.pause()
    const { socket } = this
    const { head, body } = exchange
    if (body === null || body.length === 0) socket.write(head, 'latin1')
    else if (typeof body === 'string') socket.write(head + body, 'latin1')
    else if (head.length + body.length <= ONE_WRITE_BYTES) socket.write(head + body.toString('latin1'), 'latin1')
    else {
      socket.cork()
      socket.write(head, 'latin1')
      socket.write(body)
      socket.uncork()
    }
  }

  /** Bytes that have arrived, its own to keep. */
  hear(bytes: Buffer): void {
    // Nobody has asked for anything.
    if (this.exchange === null) this.destroy()
    else
      try {
        this.reader.read(bytes)
      } catch (error) {
        this.break(error)
      }
  }

  pause(): void {
    this.reader.hold()
    this.socket.pause()
  }

  resume(): void {
    const { reader } = this
    try {
      reader.goOn()
    } catch (error) {
      this.break(error)
    }
    // It may have heard enough for now again.
    if (this.isGone || reader.isHeld) return
    if (reader.isEnded && !reader.isReading && this.exchange !== null) this.break(tooEarly())
    else this.socket.resume()
  }

  destroy(): void {
    if (this.isGone) return
    this.isGone = true
    this.socket.destroy()
    this.owner.onGone(this)
  }

  onHead(head: AnswerHead): void {
    this.exchange?.hearHead(head)
  }

  onBody(bytes: Buffer): void {
    this.exchange?.hearBody(bytes)
  }

  onAnswerEnd(head: AnswerHead, isClean: boolean): void {
    const { exchange } = this
    this.exchange = null
    // First: where it fails, nobody else's request must be on this connection.
    exchange?.end()
    const keptMs = isClean && head.keepsAlive ? this.keptMsBy(head) : 0
    if (keptMs <= 0) this.destroy()
    else if (this.socket.writableLength === 0) this.free(keptMs)
    // TLS says a turn of the loop late what it has sent.
    else setImmediate(() => (this.socket.writableLength === 0 ? this.free(keptMs) : this.destroy()))
  }

  /** All of its request has gone: what is left of one would be read as the beginning of the next. */
  private free(keptMs: number): void {
    if (this.isGone) return
    this.keptUntilMs = performance.now() + keptMs
    this.owner.onFree(this)
  }

  private keptMsBy(head: AnswerHead): number {
    const hint = head.find('keep-alive')
    if (hint !== this.keptHint) {
      this.keptHint = hint
      const seconds = /\btimeout=(\d{1,6})/i.exec(hint ?? '')?.[1]
      this.keptMs = seconds === undefined ? KEPT_MS : Math.min(KEPT_MS, Number(seconds) * 1000 - SOONER_MS)
    }
    return this.keptMs
  }

  /** The other side has closed it, which ends an answer whose length nobody has said. */
  private close(): void {
    if (this.isGone) return
    try {
      if (this.exchange !== null && this.reader.endByClose()) return
    } catch (error) {
      this.break(error)
      return
    }
    this.break(tooEarly())
  }

  private break(error: unknown): void {
    const { exchange } = this
    this.exchange = null
    this.destroy()
    exchange?.fail(failureOf(error), error)
  }
}

function tooEarly(): Error {
  return new Error('the connection was closed before its answer was whole')
}
