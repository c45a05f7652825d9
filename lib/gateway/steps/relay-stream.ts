/**
 * A stream on its way to the caller. Chunks go out as they come; from the last usage chunk (or the end mark) on they are held
 * until the ledger has the call's close. Whatever happens, it is settled exactly once.
 */

import { toPublicId } from '@/lib/base/ids'
import type { ByteSink } from '@/lib/gateway/call'
import type { GatewayPorts, UpstreamFailure } from '@/lib/gateway/ports'
import { Refusal } from '@/lib/gateway/refusal'
import type { GatewayState } from '@/lib/gateway/state'
import type { Forwarded } from '@/lib/gateway/steps/forward'
import { isDrained } from '@/lib/gateway/steps/pool-attempt'
import { priceFor } from '@/lib/gateway/steps/price-for'
import { estimateOf, type Reserved } from '@/lib/gateway/steps/reserve'
import { settle } from '@/lib/gateway/steps/settle'
import type { MeteredStream } from '@/lib/gateway/streams/attempt'
import type { Outcome } from '@/lib/gateway/usage-entry'
import { tokensOf } from '@/lib/policy/pricing/tokens'

const PROGRESS_EVERY_MS = 2_000
const STALLED_MS = 60_000
/** Between the usage chunk and the end there is next to nothing; a provider that sends more is broken. */
const MAX_TAIL_BYTES = 256 * 1024
/** What is still read for its usage after the caller has left. */
const MAX_DRAINED_BYTES = 16 * 1024 * 1024

export function relayStream(
  ports: GatewayPorts,
  state: GatewayState,
  forwarded: Forwarded,
  stream: MeteredStream,
  sink: ByteSink,
): void {
  const { reserved, target, attempts } = forwarded
  const { request, startedAtMs, call } = reserved
  const { meter, exchange } = stream
  const firstByteMs = ports.clock.now() - startedAtMs
  const price = priceFor(reserved, target.model, target.backend.id, startedAtMs)
  const tail: Buffer[] = []
  let tailBytes = 0
  let isHolding = false
  let isOver = false
  let isDraining = false
  let drainedBytes = 0
  let bytesOut = 0
  // Not all at once where many began at once: to count what a stream has said takes as long as to pass on many chunks.
  let progressAtMs = ports.clock.now() - Math.random() * PROGRESS_EVERY_MS
  let stopListening = () => {}
  let stalled: NodeJS.Timeout | undefined

  const close = (outcome: Outcome, code: string | null, ending = endingOf(outcome, code)) => {
    isOver = true
    stopListening()
    const usage = meter.usage()
    clearTimeout(stalled)
    const counted = usage ? target.provider.tokensOf(usage) : null
    const tokens = counted ?? tokensOf(reserved.prompt.likely, meter.countOutput())
    const measured = counted ? 'measured' : 'estimated'
    const last = attempts.at(-1)
    if (last) last.usage = measured
    forwarded.attempt.end(ending)
    return settle(ports, state, reserved, {
      outcome,
      status: outcome === 'failed' ? 502 : 200,
      code,
      tokens,
      measured,
      target,
      attempts,
      firstByteMs,
      bytesOut,
    })
  }

  const finish = (outcome: Outcome, code: string | null) => {
    if (isOver) return
    if (isDraining) {
      close('cancelled', 'client_closed_request', endingOf(outcome, code)).catch(ports.onInternalError)
      return
    }
    close(outcome, code)
      .then(() => {
        for (const bytes of tail) sink.write(bytes)
        if (outcome === 'failed') sink.write(errorEvent(reserved, code))
        sink.end()
      })
      .catch((error: unknown) => {
        ports.onInternalError(error)
        sink.fail()
      })
  }

  const cancel = () => {
    if (isOver) return
    // Closed first: the abort is heard as a failure of the stream, and this was none.
    const closed = close('cancelled', 'client_closed_request')
    exchange.abort()
    closed.catch(ports.onInternalError)
  }
  const leave = () => {
    if (isOver || isDraining) return
    if (!isDrained(target, true)) return cancel()
    // Read to the end for its true usage; nothing more is sent.
    isDraining = true
    clearTimeout(stalled)
    forwarded.attempt.leave()
    exchange.resume()
  }
  stopListening = call.hangUp.onHangUp(leave)

  const send = (bytes: Buffer) => {
    if (isDraining) {
      drainedBytes += bytes.length
      if (drainedBytes > MAX_DRAINED_BYTES) cancel()
      return
    }
    bytesOut += bytes.length
    if (sink.write(bytes)) return
    exchange.pause()
    // A caller that never reads must not hold its limits and our connections for as long as it likes.
    stalled ??= setTimeout(() => {
      cancel()
      sink.fail()
    }, STALLED_MS)
  }
  /** Neighbouring events of one chunk go out as the one piece they came in; what is no neighbour of the rest sends the rest. */
  const queue = (run: Buffer | null, bytes: Buffer): Buffer => {
    if (run !== null && run.buffer === bytes.buffer && run.byteOffset + run.length === bytes.byteOffset)
      return Buffer.from(run.buffer, run.byteOffset, run.length + bytes.length)
    if (run !== null) send(run)
    return bytes
  }
  sink.onDrain(() => {
    clearTimeout(stalled)
    stalled = undefined
    exchange.resume()
  })

  if (isOver) return
  stream.consume({
    onEvents(events) {
      // Whatever a provider says after the end is neither sent nor kept.
      if (isOver) return exchange.abort()
      let run: Buffer | null = null
      let sawEnd = false
      for (const event of events) {
        if (event.kind === 'error' || event.kind === 'invalid') {
          if (run) send(run)
          exchange.abort()
          finish('failed', 'upstream_failed')
          return
        }
        if (event.kind === 'usage' || event.kind === 'done') isHolding = true
        // A usage chunk with content after it was not the last.
        else if (isHolding && event.kind !== 'preamble') {
          isHolding = false
          bytesOut -= tailBytes
          tailBytes = 0
          for (const bytes of tail.splice(0)) run = queue(run, bytes)
        }
        if (event.kind === 'done') sawEnd = true
        if (event.kind === 'usage' && !request.wantsUsage) continue
        if (isHolding) {
          bytesOut += event.bytes.length
          tailBytes += event.bytes.length
          tail.push(event.bytes)
        } else run = queue(run, event.bytes)
        if (sawEnd || tailBytes > MAX_TAIL_BYTES) break
      }
      if (run) {
        send(run)
        noteProgress()
      }
      if (sawEnd) finish('answered', null)
      else if (tailBytes > MAX_TAIL_BYTES) {
        exchange.abort()
        finish('failed', 'upstream_failed')
      }
    },
    // The end mark has finished the call already: an end without it broke off.
    onEnd: () => finish('failed', 'upstream_failed'),
    onFailure: (failure: UpstreamFailure) => finish('failed', failure === 'timeout' ? 'upstream_timeout' : 'upstream_failed'),
  })

  function noteProgress(): void {
    const nowMs = ports.clock.now()
    if (nowMs - progressAtMs < PROGRESS_EVERY_MS) return
    progressAtMs = nowMs
    ports.ledger.progress({
      id: reserved.id,
      backendId: target.backend.id,
      estimate: estimateOf(reserved, price, meter.countOutput()),
    })
  }
}

function endingOf(outcome: Outcome, code: string | null): { status: number; retryAfterMs: null } | { error: string } | 'aborted' {
  if (outcome === 'cancelled') return 'aborted'
  if (outcome === 'failed') return { error: code === 'upstream_timeout' ? 'timeout' : 'reset' }
  return { status: 200, retryAfterMs: null }
}

/** What the official clients read as an error in the middle of a stream. */
function errorEvent({ dialect, id }: Reserved, code: string | null): Buffer {
  const refusal = new Refusal(
    code === 'upstream_timeout' ? 'upstream_timeout' : 'upstream_failed',
    'The model broke off in the middle of its answer. What was sent so far has been billed.',
  )
  const body = dialect.errorBody(refusal, toPublicId('call', id))
  return Buffer.from(dialect.errorEvent?.(body) ?? `data: ${JSON.stringify(body)}\n\n`)
}
