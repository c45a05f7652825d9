/** The reply to a call whose answer was kept: no backend, no cost, and what it has saved on its record. */
import { toPublicId } from '@/lib/base/ids'
import type { StoredAnswer } from '@/lib/gateway/cache/answer-store'
import { unasked } from '@/lib/gateway/cache/cache-key'
import type { Hit } from '@/lib/gateway/cache/flights'
import type { HeaderList, Reply } from '@/lib/gateway/call'
import type { GatewayPorts } from '@/lib/gateway/ports'
import type { GatewayState } from '@/lib/gateway/state'
import { limitHeaders } from '@/lib/gateway/steps/limit-headers'
import { priceFor } from '@/lib/gateway/steps/price-for'
import type { Reserved } from '@/lib/gateway/steps/reserve'
import { settle } from '@/lib/gateway/steps/settle'
import { costOf } from '@/lib/policy/pricing/price'
import { noTokens } from '@/lib/policy/pricing/tokens'

export async function replyKept(
  ports: GatewayPorts,
  state: GatewayState,
  reserved: Reserved,
  answer: StoredAnswer,
  hit: Hit,
  why: string,
): Promise<Reply> {
  const { call, key, model, startedAtMs, dialect } = reserved
  const nowMs = ports.clock.now()
  const ageSeconds = Math.max(0, Math.floor((nowMs - answer.storedAtMs) / 1000))
  const price = priceFor(reserved, model, answer.backendId, startedAtMs)
  reserved.lookup = {
    atMs: nowMs - startedAtMs,
    note: `${why}, ${ageSeconds} s old`,
    savedNano: (price && costOf(price, answer.tokens)) ?? 0n,
    currency: price?.currency ?? null,
    onSettled: null,
  }
  await settle(ports, state, reserved, {
    outcome: call.hangUp.hasHungUp ? 'cancelled' : 'answered',
    status: 200,
    code: hit === 'HIT' ? 'cache_hit' : 'semantic_cache_hit',
    tokens: noTokens,
    measured: 'none',
    target: null,
    attempts: [],
    firstByteMs: null,
    bytesOut: answer.body.length,
  })
  const headers: HeaderList = ['content-type', answer.contentType, 'x-request-id', toPublicId('call', reserved.id)]
  headers.push('x-cache', hit, 'age', String(ageSeconds))
  const dropped = answer.dropped?.filter((name) => !unasked.has(name) || name in reserved.request.body) ?? []
  if (dropped.length > 0) headers.push('x-tollgate-dropped', dropped.join(', '))
  const { headerNames } = key.product
  if (headerNames.tokensConsumed !== undefined) headers.push(headerNames.tokensConsumed, '0')
  limitHeaders(headers, dialect, reserved.views, startedAtMs, headerNames)
  return { status: 200, headers, body: answer.body }
}
