/**
 * One attempt at one backend. Resolves once it is known what it came to: a whole answer, a stream whose first content has
 * arrived (nothing of it was sent yet, so until here another member may still be tried), or a failure.
 */
import type { Upstream, UpstreamExchange, UpstreamFailure, UpstreamRequest } from '@/lib/gateway/ports'
import type { ChatMeter, ChunkKind } from '@/lib/gateway/streams/chat-meter'
import { createSseSplitter } from '@/lib/gateway/streams/sse-splitter'

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

/** A preamble larger than this is passed on as it is. */
const MAX_PREAMBLE_BYTES = 256 * 1024
const MAX_ANSWER_BYTES = 64 * 1024 * 1024
/** No exchange lasts longer, however little of it comes at a time. */
const DEADLINE_MS = 600_000

/** `meter` is given where a stream was asked for. `onExchange` hands out the means to abort. */
export function attempt(
  upstream: Upstream,
  request: UpstreamRequest,
  meter: ChatMeter | null,
  onExchange: (exchange: UpstreamExchange) => void,
): Promise<Attempted> {
  return new Promise((resolve) => {
    let status = 0
    let header: UpstreamHeader = () => undefined
    let isEventStream = false
    let isDone = false
    const pieces: Buffer[] = []
    let size = 0
    const splitter = createSseSplitter()
    let waiting: MeteredEvent[] = []
    let consumer: StreamConsumer | null = null
    let ending: (() => void) | null = null

    const finish = (attempted: Attempted) => {
      if (isDone) return
      isDone = true
      resolve(attempted)
    }
    let isTimedOut = false
    const deadline = setTimeout(() => {
      isTimedOut = true
      exchange.abort()
    }, DEADLINE_MS)
    const refuse = () => {
      finish({ kind: 'failure', failure: 'invalid' })
      exchange.abort()
    }
    const end = (deliver: () => void) => {
      if (consumer) deliver()
      else ending = deliver
    }

    const exchange = upstream.send(request, {
      onHead(headStatus, headHeader) {
        status = headStatus
        header = headHeader
        isEventStream = meter !== null && status === 200 && (header('content-type') ?? '').startsWith('text/event-stream')
        // A stream was asked for and something else came with a 200: not an answer of this wire.
        if (meter !== null && status === 200 && !isEventStream) refuse()
      },
      onData(chunk) {
        if (!isEventStream || meter === null) {
          size += chunk.length
          if (size > MAX_ANSWER_BYTES) refuse()
          else pieces.push(chunk)
          return
        }
        let events: MeteredEvent[]
        try {
          events = splitter.push(chunk).map(({ bytes, data }) => ({ bytes, kind: data === '' ? 'preamble' : meter.read(data) }))
        } catch {
          if (consumer) consumer.onFailure('invalid')
          else refuse()
          return
        }
        if (consumer) {
          consumer.onEvents(events)
          return
        }
        waiting.push(...events)
        size += chunk.length
        if (isDone) return
        const first = events.find(({ kind }) => kind !== 'preamble')
        if (first && (first.kind === 'invalid' || first.kind === 'error')) refuse()
        else if (first || size > MAX_PREAMBLE_BYTES) {
          exchange.pause()
          finish({ kind: 'stream', status, header, stream })
        }
      },
      onEnd() {
        clearTimeout(deadline)
        if (!isEventStream)
          finish({
            kind: 'answer',
            status,
            header,
            body: pieces.length === 1 ? (pieces[0] ?? Buffer.alloc(0)) : Buffer.concat(pieces),
          })
        else if (!isDone) finish({ kind: 'failure', failure: 'invalid' })
        else end(() => consumer?.onEnd())
      },
      onFailure(heard) {
        clearTimeout(deadline)
        const failure = isTimedOut ? 'timeout' : heard
        if (isDone) end(() => consumer?.onFailure(failure))
        else finish({ kind: 'failure', failure })
      },
    })

    const stream: MeteredStream = {
      meter: meter as ChatMeter,
      exchange,
      consume(next) {
        consumer = next
        const events = waiting
        waiting = []
        if (events.length > 0) next.onEvents(events)
        exchange.resume()
        ending?.()
      },
    }
    onExchange(exchange)
  })
}
