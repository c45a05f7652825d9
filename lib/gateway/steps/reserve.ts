/** Step 3: tokens, requests and money are taken from every limit that applies, all or nothing, before anything costs money. */

import type { CounterView, Demand, Hold, ReserveResult } from '@/lib/gateway/counters'
import type { GatewayPorts } from '@/lib/gateway/ports'
import { Refusal } from '@/lib/gateway/refusal'
import type { GatewayState } from '@/lib/gateway/state'
import { actualsOf, chargesOf, demandsOf, needOf, pricesOf } from '@/lib/gateway/steps/demands'
import { identityOf } from '@/lib/gateway/steps/identity'
import { refusalOf } from '@/lib/gateway/steps/limit-refusal'
import { boundOutput, type OutputBound } from '@/lib/gateway/steps/output-bound'
import type { Resolved } from '@/lib/gateway/steps/resolve'
import type { CallIdentity, Estimate } from '@/lib/gateway/usage-entry'
import { costOf, type Price } from '@/lib/policy/pricing/price'
import { noTokens, totalTokensOf } from '@/lib/policy/pricing/tokens'

export type Reserved = Resolved & {
  identity: CallIdentity
  demands: readonly Demand[]
  views: readonly CounterView[]
  hold: Hold
  bound: OutputBound
  holdTokens: number
}

/** Calls of this process that wait for room; one more is refused instead. */
const MAX_WAITING = 1_000
const LOOK_AGAIN_MS = 20

/** Takes the hold and writes the `open` line. Where every limit in the way says `wait`, waits for room first. */
export async function reserve(ports: GatewayPorts, state: GatewayState, resolved: Resolved): Promise<Reserved> {
  const sinceMs = ports.clock.now()
  for (;;) {
    if (!ports.ledger.canOpen()) {
      throw new Refusal('ledger_full', 'The gateway cannot book calls at the moment and so takes none.', { retryAfterMs: 2_000 })
    }
    const taken = takeHold(ports, state, resolved)
    const result = taken instanceof Promise ? await taken : taken
    if (result.hold !== null) return await open(ports, result)
    const nowMs = ports.clock.now()
    const leftMs = patienceOf(result.views) - (nowMs - sinceMs)
    if (leftMs <= 0 || state.waiting >= MAX_WAITING || resolved.call.hangUp.hasHungUp)
      throw refusalOf(result.views, nowMs, resolved.key.product.headerNames)
    state.waiting++
    await new Promise((resolve) => setTimeout(resolve, Math.min(LOOK_AGAIN_MS, leftMs)))
    state.waiting--
  }
}

type Taken = Omit<Reserved, 'identity'> & { prices: readonly Price[] | null }

/** One attempt. With counters in memory nothing is awaited, so nobody comes between what is left and what is taken. */
function takeHold(ports: GatewayPorts, state: GatewayState, arrived: Resolved): Taken | Refused | Promise<Taken | Refused> {
  // This instant is the admission: counters, ledger, periods and statements all go by it.
  const resolved = { ...arrived, startedAtMs: ports.clock.now() }
  const demands = demandsOf(resolved, resolved.model.name)
  const prices = pricesOf(resolved.model, resolved.startedAtMs)
  const used = ports.counters.peek(demands, resolved.startedAtMs)
  const take = (known: number[]) => {
    const bound = boundOutput(resolved, demands, known, state.history, prices ?? [])
    const mean = state.history.meanOf(resolved.model.name, resolved.key.product.id)
    for (const demand of demands) {
      const output = demand.limit.mode === 'optimistic' ? Math.min(bound.tokens, mean ?? bound.tokens) : bound.tokens
      demand.need = needOf(demand.limit, resolved.prompt.tokens, output, prices ?? [])
    }
    const holdTokens = resolved.prompt.tokens + bound.tokens
    const finish = (result: ReserveResult): Taken | Refused =>
      result.ok
        ? { ...resolved, demands, prices, views: result.views, hold: result.hold, bound, holdTokens }
        : { hold: null, views: result.views }
    const result = ports.counters.reserve(resolved.id, demands, resolved.startedAtMs)
    return result instanceof Promise ? result.then(finish) : finish(result)
  }
  return used instanceof Promise ? used.then(take) : take(used)
}

type Refused = { hold: null; views: readonly CounterView[] }

async function open(ports: GatewayPorts, { prices, ...taken }: Taken): Promise<Reserved> {
  const reserved = { ...taken, identity: identityOf(taken, taken) }
  const { identity, holdTokens } = reserved
  try {
    const opened = ports.ledger.open({ identity, holdTokens, estimate: estimateOf(reserved, dearest(prices, holdTokens), 0) })
    if (opened instanceof Promise) await opened
  } catch (error) {
    // What could not be booked must not stay reserved.
    await ports.counters.settle(
      reserved.hold,
      reserved.demands.map(() => 0),
      ports.clock.now(),
    )
    throw error
  }
  return reserved
}

/** How long a call may wait: the least patient of the limits in its way; 0 where one refuses at once. */
function patienceOf(views: readonly CounterView[]): number {
  const refused = views.filter((view) => view.hasRefused && view.demand.need <= view.demand.amount)
  if (refused.length < views.filter((view) => view.hasRefused).length) return 0
  return Math.min(...refused.map(({ demand: { limit } }) => (limit.onExceed === 'wait' ? limit.waitMs : 0)))
}

/** What a call has used as far as anybody can tell: its prompt and the output counted so far. */
export function estimateOf(reserved: Reserved, price: Price | null, output: number): Estimate {
  const tokens = { ...noTokens, input: reserved.prompt.likely, output }
  const costNano = price ? costOf(price, tokens) : null
  return {
    tokens,
    priceId: price?.id ?? null,
    currency: price?.currency ?? null,
    costNano,
    charges: chargesOf(reserved.demands, actualsOf(reserved.demands, tokens, costNano)),
  }
}

function dearest(prices: readonly Price[] | null, tokens: number): Price | null {
  if (!prices) return null
  const sample = { ...noTokens, input: tokens, output: tokens }
  if (totalTokensOf(sample) === 0) return prices[0] ?? null
  return prices.reduce<Price | null>(
    (a, b) => (a === null || (costOf(b, sample) ?? 0n) > (costOf(a, sample) ?? 0n) ? b : a),
    null,
  )
}
