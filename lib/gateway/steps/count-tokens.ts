/** How many tokens a prompt is, about. Answered here: no provider need be up for it, and it costs nothing, but it is a request. */
import type { GatewayPorts } from '@/lib/gateway/ports'
import type { GatewayState } from '@/lib/gateway/state'
import { demandsOf } from '@/lib/gateway/steps/demands'
import { refusalOf } from '@/lib/gateway/steps/limit-refusal'
import type { Reached } from '@/lib/gateway/steps/reached'
import { jsonReply } from '@/lib/gateway/steps/reply'
import { openCall, type Reserved } from '@/lib/gateway/steps/reserve'
import { type Resolved, type Routed, resolve } from '@/lib/gateway/steps/resolve'
import { settle } from '@/lib/gateway/steps/settle'
import { withoutHold } from '@/lib/gateway/steps/without-hold'
import { noTokens } from '@/lib/policy/pricing/tokens'

export async function countTokens(ports: GatewayPorts, state: GatewayState, routed: Routed, reached: Reached) {
  const resolved = await resolve(ports, routed, 'chat')
  reached.resolved = resolved
  const reserved = await holdRequest(ports, resolved)
  reached.reserved = reserved
  const { likely } = resolved.prompt
  const counted = routed.dialect.tokenCount?.(likely) ?? { tokens: likely }
  await settle(ports, state, reserved, {
    outcome: 'answered',
    status: 200,
    code: null,
    tokens: noTokens,
    measured: 'none',
    target: null,
    attempts: [],
    firstByteMs: null,
    bytesOut: JSON.stringify(counted).length,
  })
  return jsonReply(200, routed.id, counted)
}

/** Under the limits that count requests and calls at a time; it has no tokens to hold. */
async function holdRequest(ports: GatewayPorts, resolved: Resolved): Promise<Reserved> {
  const demands = demandsOf(resolved, resolved.model.name).filter(
    ({ limit }) => limit.measure === 'requests' || limit.measure === 'concurrency',
  )
  for (const demand of demands) demand.need = 1
  const held = await ports.counters.reserve(resolved.id, demands, resolved.startedAtMs)
  if (!held.ok) throw refusalOf(held.views, ports.clock.now(), resolved.key.product.headerNames)
  const bare = withoutHold(resolved, held.views)
  const identity = { ...bare.identity, operation: 'countTokens' }
  return await openCall(ports, { reserved: { ...bare, identity, demands, hold: held.hold }, prices: null })
}
