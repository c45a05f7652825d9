/**
 * One attempt at one backend. `done` resolves once it is known what it came to: a whole answer, a stream whose first content
 * has arrived (nothing of it was sent yet, so until here another member may still be tried), or a failure.
 */
import type { Upstream, UpstreamExchange, UpstreamFailure, UpstreamListener, UpstreamRequest } from '@/lib/gateway/ports'
import type { ChatMeter, ChunkKind } from '@/lib/gateway/streams/chat-meter'
import { monotonicMs, type Timed, unwatchDeadline, watchDeadline } from '@/lib/gateway/streams/deadlines'
import { createSseSplitter, type SseSplitter } from '@/lib/gateway/streams/sse-splitter'

export type UpstreamHeader = (name: string) => string | undefined

export type Attempted =
  | { kind: 'answer'; status: number; header: UpstreamHeader; body: Buffer }
  | { kind: 'stream'; status: number; header: UpstreamHeader; stream: MeteredStream }
  | { kind: 'failure'; failure: UpstreamFailure }

/** A chunk of a stream and what it is. */
export type MeteredEvent = { bytes: Buffer; kind: ChunkKind }

export type StreamConsumer = {
  onEvents(events: readonly MeteredEvent[]): void
  onEnd(): void
  onFailure(failure: UpstreamFailure): void
}

/** The rest of a stream, paused until someone consumes it. */
export type MeteredStream = {
  meter: ChatMeter
  exchange: UpstreamExchange
  consume(consumer: StreamConsumer): void
}

/** How long it may last: until it is known what it came to, and until its very end. */
export type AttemptDeadlines = { attemptMs: number; wholeMs: number }

/** A preamble larger than this is passed on as it is. */
const MAX_PREAMBLE_BYTES = 256 * 1024
const MAX_ANSWER_BYTES = 64 * 1024 * 1024

/** `meter` is given where a stream was asked for. A class, because its state is heard of from five sides and one is made per call. */
export class Attempt implements UpstreamListener, UpstreamExchange, Timed {
  readonly done: Promise<Attempted>
  /** The sooner of the two below. */
  deadlineMs: number
  place = -1
  /** However much comes until then. */
  private hardMs: number
  /** Where nothing comes until then. */
  private quietMs: number
  private readonly exchange: UpstreamExchange
  private readonly idleMs: number
  private readonly meter: ChatMeter | null
  private readonly endMs: number
  private isPaused = false
  private readonly splitter: SseSplitter | null
  private resolve: (attempted: Attempted) => void = () => {}
  private status = 0
  private header: UpstreamHeader = noHeader
  private isEventStream = false
  /** It is known what it came to. */
  private isDone = false
  /** Nothing more is heard. */
  private isOver = false
  private pieces: Buffer[] = []
  private size = 0
  private waiting: MeteredEvent[] = []
  private consumer: StreamConsumer | null = null
  private ending: UpstreamFailure | 'end' | null = null
  private limitMs = Number.POSITIVE_INFINITY
  /** Our own time ran out, not its backend's: it had shown what it can do, or nobody was waiting for it any more. */
  isCutShort = false

  constructor(upstream: Upstream, request: UpstreamRequest, meter: ChatMeter | null, deadlines: AttemptDeadlines) {
    this.meter = meter
    this.splitter = meter === null ? null : (meter.framing?.createSplitter() ?? createSseSplitter())
    const nowMs = monotonicMs()
    this.endMs = nowMs + deadlines.wholeMs
    this.hardMs = nowMs + Math.min(deadlines.attemptMs, deadlines.wholeMs)
    this.idleMs = request.bodyTimeoutMs
    this.quietMs = nowMs + request.headersTimeoutMs
    this.deadlineMs = Math.min(this.hardMs, this.quietMs)
    this.done = new Promise((resolve) => {
      this.resolve = resolve
    })
    watchDeadline(this)
    this.exchange = upstream.send(request, this)
  }

  /** Its caller went away: stops at once, also while it still waits for a connection. */
  abort(): void {
    this.stop('aborted')
  }

  /** From now on it may last this long at most. */
  limitTo(ms: number): void {
    this.limitMs = Math.min(this.limitMs, monotonicMs() + ms)
    this.hardMs = Math.min(this.hardMs, this.limitMs)
    this.deadlineMs = Math.min(this.deadlineMs, this.hardMs)
  }

  pause(): void {
    this.isPaused = true
    // Who does not listen must not complain of silence.
    this.deadlineMs = this.hardMs
    this.exchange.pause()
  }

  resume(): void {
    this.isPaused = false
    this.hear()
    this.exchange.resume()
  }

  onDeadline(): void {
    // A stream may last longer only because its reader is slow: that is no failure of who sends it. Silence is.
    const isSilent = !this.isPaused && monotonicMs() >= this.quietMs
    this.isCutShort = !isSilent && (this.isDone || this.limitMs !== Number.POSITIVE_INFINITY)
    this.stop('timeout')
  }

  onHead(status: number, header: UpstreamHeader): void {
    // 103 and its kin announce an answer; the real head follows.
    if (this.isOver || status < 200) return
    this.hear()
    this.status = status
    this.header = header
    if (this.meter === null || status > 299) return
    this.isEventStream = (header('content-type') ?? '').startsWith(this.meter.framing?.contentType ?? 'text/event-stream')
    // A stream was asked for and something else came with a 200: not an answer of this wire.
    if (!this.isEventStream) this.stop('invalid')
  }

  onData(chunk: Buffer): void {
    if (this.isOver) return
    this.hear()
    if (!this.isEventStream) {
      this.size += chunk.length
      if (this.size > MAX_ANSWER_BYTES) this.stop('invalid')
      else this.pieces.push(chunk)
      return
    }
    const events = this.read(chunk)
    if (events === null) {
      this.stop('invalid')
      return
    }
    if (this.consumer) {
      this.consumer.onEvents(events)
      return
    }
    for (const event of events) this.waiting.push(event)
    if (this.isDone) return
    this.size += chunk.length
    const first = events.find(({ kind }) => kind !== 'preamble')
    if (first && (first.kind === 'invalid' || first.kind === 'error')) this.stop('invalid')
    else if (first || this.size > MAX_PREAMBLE_BYTES) {
      this.hardMs = Math.min(this.endMs, this.limitMs)
      this.pause()
      this.finish({ kind: 'stream', status: this.status, header: this.header, stream: this.stream() })
    }
  }

  onEnd(): void {
    if (this.isOver) return
    this.isOver = true
    unwatchDeadline(this)
    if (this.isEventStream) {
      const ending = this.meter?.end?.() ?? null
      if (ending !== null) this.hearEnding({ bytes: ending, kind: 'done' })
      if (this.isDone) this.endStream('end')
      else this.finish({ kind: 'failure', failure: 'invalid' })
      return
    }
    const [only] = this.pieces
    const body = this.pieces.length === 1 && only ? only : Buffer.concat(this.pieces)
    this.finish({ kind: 'answer', status: this.status, header: this.header, body })
  }

  onFailure(failure: UpstreamFailure): void {
    if (this.isOver) return
    this.isOver = true
    unwatchDeadline(this)
    if (this.isDone) this.endStream(failure)
    else this.finish({ kind: 'failure', failure })
  }

  /** The answer is over because its connection is. */
  private hearEnding(event: MeteredEvent): void {
    if (this.consumer) {
      this.consumer.onEvents([event])
      return
    }
    this.waiting.push(event)
    this.finish({ kind: 'stream', status: this.status, header: this.header, stream: this.stream() })
  }

  private hear(): void {
    if (this.isPaused) return
    this.quietMs = monotonicMs() + this.idleMs
    this.deadlineMs = Math.min(this.hardMs, this.quietMs)
  }

  /** Ends it from our side. What the connection says afterwards is not listened to. */
  private stop(failure: UpstreamFailure): void {
    if (this.isOver) return
    this.onFailure(failure)
    this.exchange?.abort()
  }

  private read(chunk: Buffer): MeteredEvent[] | null {
    const { splitter, meter } = this
    if (!splitter || !meter) return null
    try {
      return splitter.push(chunk).map((event) => {
        const known = meter.recognise?.(event.bytes)
        if (known) return { bytes: event.bytes, kind: known }
        const { data } = event
        const kind = data === '' ? 'preamble' : meter.read(data)
        return { bytes: (data === '' ? null : meter.rewritten?.()) ?? event.bytes, kind }
      })
    } catch {
      return null
    }
  }

  private finish(attempted: Attempted): void {
    if (this.isDone) return
    this.isDone = true
    this.resolve(attempted)
  }

  private endStream(how: UpstreamFailure | 'end'): void {
    if (!this.consumer) this.ending = how
    else if (how === 'end') this.consumer.onEnd()
    else this.consumer.onFailure(how)
  }

  private stream(): MeteredStream {
    return {
      meter: this.meter as ChatMeter,
      exchange: this,
      consume: (consumer) => {
        this.consumer = consumer
        const events = this.waiting
        this.waiting = []
        if (events.length > 0) consumer.onEvents(events)
        this.resume()
        if (this.ending !== null) this.endStream(this.ending)
      },
    }
  }
}

function noHeader(): undefined {
  return undefined
}
