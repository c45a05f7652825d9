/** What a caller is told when limits say no. */
import type { CounterView, Demand } from '@/lib/gateway/counters'
import { Refusal } from '@/lib/gateway/refusal'
import type { HeaderNames } from '@/lib/policy/limits/header-names'

/** If any quota or budget says no: that one, with its reset. Else the longest wait. A need larger than the amount never fits. */
export function refusalOf(views: readonly CounterView[], nowMs: number, headerNames?: HeaderNames): Refusal {
  const refused = views.filter((view) => view.hasRefused)
  const never = refused.find(({ demand }) => demand.need > demand.amount)
  const quota = refused.find(({ demand }) => demand.limit.window.kind === 'quota' && demand.limit.measure !== 'concurrency')
  if (quota && quota !== never) {
    const { limit } = quota.demand
    return new Refusal('quota_exceeded', `${leftOf(quota)} It starts anew at ${new Date(quota.resetAtMs).toISOString()}.`, {
      status: limit.quotaStatus,
      limitId: limit.id,
      limitName: limit.name,
      views,
      headerNames,
      resetAtMs: quota.resetAtMs,
      retryAfterMs: quota.resetAtMs - nowMs,
    })
  }
  if (never) {
    const { limit, need, amount } = never.demand
    return new Refusal(
      'request_too_large_for_limit',
      `This call asks for ${need} ${limit.measure} and '${limit.name}' never allows more than ${amount}: waiting does not help.`,
      {
        status: limit.window.kind === 'quota' ? limit.quotaStatus : 429,
        limitId: limit.id,
        limitName: limit.name,
        views,
        headerNames,
      },
    )
  }
  const slowest = refused.reduce((a, b) => (b.resetAtMs > a.resetAtMs ? b : a))
  const { limit } = slowest.demand
  const waitMs = Number.isFinite(slowest.resetAtMs) ? Math.max(1, slowest.resetAtMs - nowMs) : 1_000
  return new Refusal(
    'rate_limit_exceeded',
    `The limit '${limit.name}' is reached. Try again in ${Math.ceil(waitMs / 1000)} seconds.`,
    {
      limitId: limit.id,
      limitName: limit.name,
      views,
      headerNames,
      retryAfterMs: waitMs,
    },
  )
}

/** What is left and what was asked for; of money only that it is not enough. */
function leftOf({ demand, used }: CounterView): string {
  const { limit, amount, need } = demand
  const name = `The ${periodName(demand)} '${limit.name}'`
  const left = Math.max(0, amount - used)
  if (left === 0) return `${name} is used up.`
  return limit.measure === 'cost'
    ? `${name} has not enough left for this call.`
    : `${name} has ${left} of ${amount} left and this call may need ${need}.`
}

function periodName({ limit }: Demand): string {
  const kind = limit.measure === 'cost' ? 'budget' : 'quota'
  return limit.window.kind === 'quota' ? `${limit.window.period} ${kind}` : kind
}
