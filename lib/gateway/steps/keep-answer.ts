/** Keeps the answer of the one who asked, and hands it to those who wait for the same. */
import { MAX_ANSWER_BYTES, type StoredAnswer } from '@/lib/gateway/cache/answer-store'
import type { Flight } from '@/lib/gateway/cache/flights'
import { copiedStream } from '@/lib/gateway/cache/kept-stream'
import { type HeaderList, isByteStream, type Reply } from '@/lib/gateway/call'
import type { Ending } from '@/lib/gateway/ending'
import type { GatewayPorts } from '@/lib/gateway/ports'
import type { Reserved } from '@/lib/gateway/steps/reserve'
import { outputTokensOf } from '@/lib/policy/pricing/tokens'

/** To be called before the call is sent; what it returns is given the reply. The flight lands, whatever comes. */
export function keepAnswer(
  ports: GatewayPorts,
  reserved: Reserved,
  ttlSeconds: number,
  key: string,
  flight: Flight,
  onKept: (() => void) | null,
): (reply: Reply) => Reply {
  const { lookup } = reserved
  let ending: Ending | null = null
  if (lookup) {
    lookup.onSettled = (how) => {
      ending = how
      if (how.outcome === 'cancelled') flight.land('abandoned')
      else if (!isWorthKeeping(reserved, how)) flight.land('failed')
    }
  }
  const keep = (headers: HeaderList, body: Buffer | null) => {
    if (!ending || body === null || body.length > MAX_ANSWER_BYTES || !isWorthKeeping(reserved, ending)) {
      flight.land('failed')
      return
    }
    const answer = storedOf(ending, headers, body, ports.clock.now(), reserved.request.dropped)
    answer.expiresAtMs = answer.storedAtMs + ttlSeconds * 1000
    ports.answers.set(key, answer)
    onKept?.()
    flight.land({ answer, hit: 'HIT' })
  }
  return (reply) => {
    const { body, headers } = reply
    if (isByteStream(body)) return { ...reply, body: copiedStream(body, MAX_ANSWER_BYTES, (copy) => keep(headers, copy)) }
    keep(headers, body)
    return reply
  }
}

/** A whole answer of the model that was asked for. What we ourselves cut short, near a limit, is nobody else's answer. */
function isWorthKeeping({ model, bound }: Reserved, { outcome, status, target, tokens, code, measured }: Ending): boolean {
  if (outcome !== 'answered' || status !== 200 || code !== null || target?.model !== model) return false
  // A choice that was cut has used the cap alone, however little the others did; of an estimate nobody can tell.
  return bound.cap === null || (measured === 'measured' && outputTokensOf(tokens) < bound.cap)
}

function storedOf(
  { tokens, target }: Ending,
  headers: HeaderList,
  body: Buffer,
  nowMs: number,
  dropped: StoredAnswer['dropped'],
): StoredAnswer {
  const at = headers.indexOf('content-type')
  return {
    storedAtMs: nowMs,
    expiresAtMs: nowMs,
    contentType: headers[at + 1] ?? 'application/json',
    body: Buffer.from(body),
    tokens,
    backendId: target?.backend.id ?? '',
    dropped,
  }
}
