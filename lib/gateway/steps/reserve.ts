/** Step 3: tokens, requests and money are taken from every limit that applies, all or nothing, before anything costs money. */

import type { Lookup } from '@/lib/gateway/cache/lookup'
import type { CounterView, Demand, Hold, ReserveResult } from '@/lib/gateway/counters'
import { heldUnitsOf } from '@/lib/gateway/operations/held-units'
import type { GatewayPorts } from '@/lib/gateway/ports'
import { Refusal } from '@/lib/gateway/refusal'
import type { GatewayState } from '@/lib/gateway/state'
import { actualsOf, chargesOf, demandsOf, needOf, pricesFor } from '@/lib/gateway/steps/demands'
import { identityOf } from '@/lib/gateway/steps/identity'
import { refusalOf } from '@/lib/gateway/steps/limit-refusal'
import { boundOutput, type OutputBound } from '@/lib/gateway/steps/output-bound'
import type { Resolved } from '@/lib/gateway/steps/resolve'
import type { CallIdentity, Estimate } from '@/lib/gateway/usage-entry'
import { costOf, type Price } from '@/lib/policy/pricing/price'
import { type TokenCounts, tokensOf } from '@/lib/policy/pricing/tokens'

export type Reserved = Resolved & {
  identity: CallIdentity
  demands: readonly Demand[]
  views: readonly CounterView[]
  hold: Hold
  bound: OutputBound
  holdTokens: number
  /** What the cache has to do with it; null where its product keeps no answers. */
  lookup: Lookup | null
}

const LOOK_AGAIN_MS = 20
/** A limit less full than this with the call's hold is far from deciding anything. */
const FAR_FROM_FULL = 0.5
const noPrices: readonly Price[] = []

/** Takes the hold and writes the `open` line. Where every limit in the way says `wait`, waits for room first. */
export function reserve(ports: GatewayPorts, state: GatewayState, resolved: Resolved): Promise<Reserved> | Reserved {
  requireLedger(ports)
  const sinceMs = ports.clock.now()
  const taken = takeHold(ports, state, resolved)
  return taken instanceof Promise || !taken.reserved ? openLater(ports, state, resolved, taken, sinceMs) : openCall(ports, taken)
}

async function openLater(
  ports: GatewayPorts,
  state: GatewayState,
  resolved: Resolved,
  taken: Taken | Refused | Promise<Taken | Refused>,
  sinceMs: number,
): Promise<Reserved> {
  const result = await taken
  return await openCall(ports, result.reserved ? result : await takeInTurn(ports, state, resolved, result, sinceMs))
}

function requireLedger({ ledger }: GatewayPorts): void {
  if (!ledger.canOpen())
    throw new Refusal('ledger_full', 'The gateway cannot book calls at the moment and so takes none.', { retryAfterMs: 2_000 })
}

/** Waits in line for room, as long as the least patient of the limits in the way allows. */
async function takeInTurn(
  ports: GatewayPorts,
  state: GatewayState,
  resolved: Resolved,
  refused: Refused,
  sinceMs: number,
): Promise<Taken> {
  const { hangUp } = resolved.call
  const { headerNames } = resolved.key.product
  const patienceMs = patienceOf(refused.views)
  const place = patienceMs > 0 ? state.room.join(lineOf(refused.views)) : null
  if (!place) throw refusalOf(refused.views, ports.clock.now(), headerNames)
  try {
    for (;;) {
      await place.turn(patienceMs - (ports.clock.now() - sinceMs), hangUp)
      requireLedger(ports)
      const result = await takeHold(ports, state, resolved)
      if (result.reserved) return result
      const nowMs = ports.clock.now()
      const leftMs = Math.min(patienceMs, patienceOf(result.views)) - (nowMs - sinceMs)
      if (leftMs <= 0 || hangUp.hasHungUp) throw refusalOf(result.views, nowMs, headerNames)
      await new Promise((resolve) => setTimeout(resolve, Math.min(LOOK_AGAIN_MS, leftMs)))
    }
  } finally {
    place.leave()
  }
}

/** The line a call stands in: that of the first limit in its way. */
function lineOf(views: readonly CounterView[]): string {
  const { limit, countKey } = (views.find((view) => view.hasRefused) as CounterView).demand
  return `${limit.id} ${countKey}`
}

type Taken = { reserved: Reserved; prices: readonly Price[] | null }

/** One attempt. With counters in memory nothing is awaited, so nobody comes between what is left and what is taken. */
function takeHold(ports: GatewayPorts, state: GatewayState, resolved: Resolved): Taken | Refused | Promise<Taken | Refused> {
  // This instant is the admission: counters, ledger, periods and statements all go by it.
  resolved.startedAtMs = ports.clock.now()
  const demands = demandsOf(resolved, resolved.model.name)
  const prices = pricesFor(resolved, resolved.model, resolved.startedAtMs)
  // Only a bound that the gateway chooses itself depends on what is left.
  const used = ports.counters.peek(demands, resolved.startedAtMs, resolved.request.maxOutput !== null)
  return used instanceof Promise
    ? used.then((known) => takeKnowing(ports, state, resolved, demands, known, prices))
    : takeKnowing(ports, state, resolved, demands, used, prices)
}

function takeKnowing(
  ports: GatewayPorts,
  state: GatewayState,
  resolved: Resolved,
  demands: readonly Demand[],
  used: readonly number[],
  prices: readonly Price[] | null,
): Taken | Refused | Promise<Taken | Refused> {
  let bound = setNeeds(state, resolved, demands, used, prices)
  if (!resolved.prompt.isExact && isDecidedByPrompt(demands, used)) {
    resolved.prompt.sharpen()
    bound = setNeeds(state, resolved, demands, used, prices)
  }
  const result = ports.counters.reserve(resolved.id, demands, resolved.startedAtMs)
  return result instanceof Promise
    ? result.then((reserved) => takenOf(resolved, demands, prices, bound, reserved))
    : takenOf(resolved, demands, prices, bound, result)
}

/** Says of each demand what the call needs of it, and returns the bound of its answer. */
function setNeeds(
  { history }: GatewayState,
  resolved: Resolved,
  demands: readonly Demand[],
  used: readonly number[],
  prices: readonly Price[] | null,
): OutputBound {
  const { model, key, prompt } = resolved
  const bound = boundOutput(resolved, demands, used, history, prices ?? noPrices)
  const units = heldUnitsOf(resolved.request)
  for (const demand of demands) {
    const output =
      demand.limit.mode === 'optimistic'
        ? Math.min(bound.tokens, history.meanOf(model.name, key.product.id) ?? bound.tokens)
        : bound.tokens
    demand.need = needOf(demand.limit, prompt.tokens, output, prices ?? noPrices, units)
  }
  return bound
}

/** Near a limit the prompt's exact length decides; far from all of them its bound will do, and the tokenizer need not run. */
function isDecidedByPrompt(demands: readonly Demand[], used: readonly number[]): boolean {
  return demands.some(
    ({ limit, need, amount }, i) =>
      limit.measure !== 'requests' && limit.measure !== 'concurrency' && (used[i] ?? 0) + need > amount * FAR_FROM_FULL,
  )
}

function takenOf(
  { call, dialect, id, startedAtMs, bodyShare, key, snapshot, operation, pathModel, request, model, prompt, bytesIn }: Resolved,
  demands: readonly Demand[],
  prices: readonly Price[] | null,
  bound: OutputBound,
  result: ReserveResult,
): Taken | Refused {
  const { views } = result
  if (!result.ok) return { reserved: null, views }
  const reserved: Reserved = {
    call,
    dialect,
    id,
    startedAtMs,
    bodyShare,
    key,
    snapshot,
    operation,
    pathModel,
    request,
    model,
    prompt,
    bytesIn,
    identity: identityOf({ id, startedAtMs, key, call, dialect }, { request, model, bytesIn }),
    demands,
    views,
    hold: result.hold,
    bound,
    holdTokens: prompt.tokens + bound.tokens,
    lookup: null,
  }
  return { reserved, prices }
}

type Refused = { reserved: null; views: readonly CounterView[] }

/** Writes the `open` line. What could not be booked must not stay reserved. */
export function openCall(ports: GatewayPorts, { reserved, prices }: Taken): Promise<Reserved> | Reserved {
  const { identity, holdTokens, prompt } = reserved
  const undo = (error: unknown) => giveBack(ports, reserved, error)
  try {
    const estimate = estimateTokens(reserved, dearest(prices, holdTokens), tokensOf(prompt.rough, 0))
    const opened = ports.ledger.open({ identity, holdTokens, estimate })
    return opened instanceof Promise ? opened.then(() => reserved, undo) : reserved
  } catch (error) {
    return undo(error)
  }
}

async function giveBack(ports: GatewayPorts, { hold, demands }: Reserved, error: unknown): Promise<never> {
  await ports.counters.settle(
    hold,
    demands.map(() => 0),
    ports.clock.now(),
  )
  throw error
}

/** How long a call may wait: the least patient of the limits in its way; 0 where one refuses at once. */
function patienceOf(views: readonly CounterView[]): number {
  const refused = views.filter((view) => view.hasRefused && view.demand.need <= view.demand.amount)
  if (refused.length < views.filter((view) => view.hasRefused).length) return 0
  return Math.min(...refused.map(({ demand: { limit } }) => (limit.onExceed === 'wait' ? limit.waitMs : 0)))
}

/** What a call has used as far as anybody can tell: its prompt and the output counted so far. */
export function estimateOf(reserved: Reserved, price: Price | null, output: number): Estimate {
  return estimateTokens(reserved, price, tokensOf(reserved.prompt.likely, output))
}

function estimateTokens(reserved: Reserved, price: Price | null, tokens: TokenCounts): Estimate {
  const costNano = price ? costOf(price, tokens) : null
  return {
    tokens,
    priceId: price?.id ?? null,
    currency: price?.currency ?? null,
    costNano,
    charges: chargesOf(reserved.demands, actualsOf(reserved.demands, tokens, costNano, price?.currency ?? null)),
  }
}

function dearest(prices: readonly Price[] | null, tokens: number): Price | null {
  const first = prices?.[0]
  if (!prices || !first) return null
  if (prices.length === 1 || tokens === 0) return first
  const sample = tokensOf(tokens, tokens)
  return prices.reduce((a, b) => ((costOf(b, sample) ?? 0n) > (costOf(a, sample) ?? 0n) ? b : a), first)
}
