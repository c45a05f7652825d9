/** A hold under every limit but the quotas that are used up: what is kept uses nothing of those, and is a call to all others. */
import type { CounterView } from '@/lib/gateway/counters'
import type { GatewayPorts } from '@/lib/gateway/ports'
import { refusalOf } from '@/lib/gateway/steps/limit-refusal'
import { openCall, type Reserved } from '@/lib/gateway/steps/reserve'
import type { Resolved } from '@/lib/gateway/steps/resolve'
import { withoutHold } from '@/lib/gateway/steps/without-hold'

export async function holdUnexhausted(
  ports: GatewayPorts,
  resolved: Resolved,
  refused: readonly CounterView[],
): Promise<Reserved> {
  const others = refused.filter((view) => !isUsedUp(view))
  const demands = others.map(({ demand }) => demand)
  const held = await ports.counters.reserve(resolved.id, demands, resolved.startedAtMs)
  const views = refused.map((view) => (isUsedUp(view) ? view : (held.views[others.indexOf(view)] ?? view)))
  if (!held.ok) throw refusalOf(held.views, ports.clock.now(), resolved.key.product.headerNames)
  const reserved: Reserved = { ...withoutHold(resolved, views), demands, hold: held.hold }
  return await openCall(ports, { reserved, prices: null })
}

function isUsedUp({ hasRefused, demand: { limit } }: CounterView): boolean {
  return hasRefused && limit.window.kind === 'quota' && limit.measure !== 'concurrency'
}
