/** `GET /v1/usage`: with nothing but its key, a caller sees its limits, what is used of them, when they start anew, and the month's cost. */
import { toPublicId } from '@/lib/base/ids'
import { formatNano } from '@/lib/base/money'
import type { Reply } from '@/lib/gateway/call'
import { zoneAt } from '@/lib/gateway/catalog'
import type { Demand } from '@/lib/gateway/counters'
import type { GatewayPorts } from '@/lib/gateway/ports'
import { demandsOf } from '@/lib/gateway/steps/demands'
import { jsonReply } from '@/lib/gateway/steps/reply'
import type { Routed } from '@/lib/gateway/steps/resolve'
import { localDayAt } from '@/lib/policy/limits/calendar'

export async function showUsage(ports: GatewayPorts, routed: Routed): Promise<Reply> {
  const { key, id, startedAtMs } = routed
  const demands = demandsOf(routed, null)
  const { tenant } = key.subscription
  const month = localDayAt(zoneAt(tenant, startedAtMs), startedAtMs).slice(0, 7)
  const [used, booked] = await Promise.all([
    ports.counters.peek(demands, startedAtMs),
    ports.costSince(key.subscription.id, `${month}-01`),
  ])
  return jsonReply(200, id, {
    object: 'usage',
    tenant: tenant.name,
    product: key.product.name,
    subscription: toPublicId('subscription', key.subscription.id),
    expires_at: key.expiresAtMs === null ? null : new Date(key.expiresAtMs).toISOString(),
    // Null: nobody can tell at the moment. Calls of the last second may be missing.
    cost: booked && {
      month,
      amounts: booked.costs.map(({ currency, nano }) => ({ currency, amount: formatNano(nano) })),
      unpriced_calls: booked.unpricedCalls,
    },
    limits: demands.map((demand, i) => limitView(demand, used[i] ?? 0)),
  })
}

function limitView({ limit, amount, span }: Demand, used: number): object {
  const figure = (value: number) => (limit.measure === 'cost' ? formatNano(BigInt(value)) : value)
  return {
    name: limit.name,
    model: limit.scope.model ?? null,
    measure: limit.measure,
    window: limit.window.kind === 'rate' ? `${limit.window.seconds}s` : limit.window.period,
    currency: limit.currency,
    amount: figure(amount),
    // Calls under way are counted with what they hold.
    used: figure(used),
    remaining: figure(Math.max(0, amount - used)),
    resets_at: span ? new Date(span.endMs).toISOString() : null,
  }
}
