/** A request and whoever hears of its answer, from before there is a connection until it is over. */
import type { UpstreamExchange, UpstreamFailure, UpstreamListener } from '@/lib/gateway/ports'
import type { AnswerHead } from '@/lib/runtime/upstream/answer-head'

/** What it asks of the connection it came to. */
export type ExchangeConnection = { pause(): void; resume(): void; destroy(): void }

/** A class, because one is made for every attempt. */
export class Exchange implements UpstreamExchange {
  /** Null until it is sent, and once it is over. */
  connection: ExchangeConnection | null = null
  isOver = false
  isPaused = false

  constructor(
    /** The request up to its body. */
    readonly head: string,
    /** A text is ASCII: a byte for each character. */
    public body: Buffer | string | null,
    private readonly listener: UpstreamListener,
  ) {}

  hearHead(head: AnswerHead): void {
    if (!this.isOver) this.listener.onHead(head.status, (name) => head.find(name))
  }

  hearBody(bytes: Buffer): void {
    if (!this.isOver) this.listener.onData(bytes)
  }

  end(): void {
    this.connection = null
    if (this.isOver) return
    this.isOver = true
    this.listener.onEnd()
  }

  fail(failure: UpstreamFailure, error: unknown): void {
    this.connection = null
    // It may wait in line for a while yet.
    this.body = null
    if (this.isOver) return
    this.isOver = true
    this.listener.onFailure(failure, error)
  }

  abort(): void {
    const { connection } = this
    try {
      this.fail('aborted', new Error('aborted'))
    } finally {
      connection?.destroy()
    }
  }

  pause(): void {
    if (this.isPaused) return
    this.isPaused = true
    this.connection?.pause()
  }

  resume(): void {
    if (!this.isPaused) return
    this.isPaused = false
    this.connection?.resume()
  }
}
