/**
 * The last step and the only exit: counters get the truth in place of the hold, the ledger its one `close` line. Whoever
 * sends the last bytes to the caller waits for the promise first.
 */

import type { Demand } from '@/lib/gateway/counters'
import type { Ending } from '@/lib/gateway/ending'
import type { GatewayPorts } from '@/lib/gateway/ports'
import type { Refusal } from '@/lib/gateway/refusal'
import { routeNoteOf } from '@/lib/gateway/routing/route-note'
import type { GatewayState } from '@/lib/gateway/state'
import { askedOf, limitTraces } from '@/lib/gateway/steps/asked'
import type { Authenticated } from '@/lib/gateway/steps/authenticate'
import { actualsOf, chargesOf } from '@/lib/gateway/steps/demands'
import { identityOf } from '@/lib/gateway/steps/identity'
import { billedUnits, namesCost, priceFor } from '@/lib/gateway/steps/price-for'
import type { Reserved } from '@/lib/gateway/steps/reserve'
import type { Resolved } from '@/lib/gateway/steps/resolve'
import type { CallTrace, CloseEntry } from '@/lib/gateway/usage-entry'
import { costOf, type Price, type Units } from '@/lib/policy/pricing/price'
import { noTokens, outputTokensOf } from '@/lib/policy/pricing/tokens'

/** Every hundredth answered call keeps its trace, every slow one too. */
const SAMPLE_EVERY = 100
const SLOW_MS = 30_000

/** Settles a call that held something: counters first, then the ledger. Resolves when both have it. */
export function settle(ports: GatewayPorts, state: GatewayState, reserved: Reserved, ending: Ending): Promise<void> {
  try {
    const nowMs = ports.clock.now()
    const cost = costOfEnding(reserved, ending)
    const actuals = actualsOf(reserved.demands, ending.tokens, cost.costNano, cost.price?.currency ?? null)
    noteDebt(state, reserved.demands, actuals)
    if (ending.measured === 'measured')
      state.history.note(reserved.model.name, reserved.key.product.id, outputTokensOf(ending.tokens))
    const settled = ports.counters.settle(reserved.hold, actuals, nowMs)
    const close = () => closeCall(ports, reserved, ending, cost, actuals, nowMs - reserved.startedAtMs)
    return settled instanceof Promise ? settled.then(close) : close()
  } catch (error) {
    return Promise.reject(error)
  }
}

type Cost = { price: Price | null; units: Units[] | undefined; costNano: bigint | null }

/** An attempt that used nothing costs nothing, whatever the price; used tokens without a price cost an unknown amount. */
function costOfEnding(reserved: Reserved, { target, tokens, measured, units: counted }: Ending): Cost {
  const { extras } = reserved.request
  const listed = target && priceFor(reserved, target.model, target.backend.id, reserved.startedAtMs)
  const price = listed && namesCost(extras, listed) ? listed : null
  const units = measured === 'none' ? counted : billedUnits(extras, counted)
  return { price, units, costNano: measured === 'none' ? 0n : price ? costOf(price, tokens, units) : null }
}

function closeCall(
  ports: GatewayPorts,
  reserved: Reserved,
  ending: Ending,
  { price, units, costNano }: Cost,
  actuals: readonly number[],
  durationMs: number,
): Promise<void> {
  const { key, lookup } = reserved
  const entry: CloseEntry = {
    identity: reserved.identity,
    durationMs,
    firstByteMs: ending.firstByteMs,
    backendId: ending.target?.backend.id ?? null,
    deployment: ending.target?.deployment ?? null,
    status: ending.status,
    outcome: ending.outcome,
    code: ending.code ?? lookup?.code ?? null,
    measured: ending.measured,
    tokens: ending.tokens,
    holdTokens: reserved.holdTokens,
    outputCap: reserved.bound.cap,
    limitId: tightestOf(reserved),
    attempts: ending.attempts.length,
    priceId: price?.id ?? null,
    currency: price?.currency ?? lookup?.currency ?? (costNano === null ? null : key.subscription.tenant.currency),
    costNano,
    savedNano: lookup?.savedNano,
    units,
    bytesOut: ending.bytesOut,
    calls: 1,
    charges: chargesOf(reserved.demands, actuals),
    trace: isTraced(ending, durationMs, reserved) ? traceOf(reserved, ending, durationMs) : null,
  }
  const closed = ports.ledger.close(entry)
  const told = lookup?.onSettled
  if (told) return Promise.resolve(closed).then(() => told(ending))
  return closed instanceof Promise ? closed : done
}

const done = Promise.resolve()

/** Books a call that was refused before it held anything. */
export async function bookRefusal(
  ports: GatewayPorts,
  authenticated: Authenticated,
  refusal: Refusal,
  resolved: Resolved | null,
): Promise<void> {
  // Where limits were asked, the instant they were.
  const asked = resolved ?? authenticated
  const { startedAtMs, key } = asked
  const { tenant } = key.subscription
  const identity = identityOf(asked, resolved)
  const { limitId = null, views } = refusal.details
  const durationMs = ports.clock.now() - startedAtMs
  await ports.ledger.close({
    identity,
    durationMs,
    firstByteMs: null,
    backendId: null,
    deployment: null,
    status: refusal.status,
    outcome: refusal.status >= 500 ? 'failed' : 'refused',
    code: refusal.code,
    measured: 'none',
    tokens: noTokens,
    ...askedOf(resolved, views),
    limitId,
    attempts: 0,
    priceId: null,
    currency: tenant.currency,
    costNano: 0n,
    bytesOut: 0,
    calls: 1,
    charges: [],
    trace: { steps: [{ step: 'refused', atMs: durationMs, note: refusal.message }], limits: limitTraces(views), attempts: [] },
  })
}

/** What went beyond its hold, where no provider enforces a bound: charged all the same, and counted. */
function noteDebt({ debts }: GatewayState, demands: readonly Demand[], actuals: readonly number[]): void {
  let tokens = 0
  let isDebt = false
  for (let i = 0; i < demands.length; i++) {
    const demand = demands[i]
    const excess = (actuals[i] ?? 0) - (demand?.need ?? 0)
    if (!demand || excess <= 0 || demand.limit.measure === 'requests') continue
    isDebt = true
    if (demand.limit.measure !== 'cost') tokens = Math.max(tokens, excess)
  }
  if (!isDebt) return
  debts.calls++
  debts.tokens += tokens
}

function tightestOf(reserved: Reserved): string | null {
  let tightest: string | null = null
  let least = Number.POSITIVE_INFINITY
  for (const { demand, used } of reserved.views) {
    const left = demand.amount === 0 ? 0 : (demand.amount - used) / demand.amount
    if (left < least) {
      least = left
      tightest = demand.limit.id
    }
  }
  return tightest
}

function isTraced(ending: Ending, durationMs: number, { id, key, request, model }: Reserved): boolean {
  return (
    ending.outcome !== 'answered' ||
    ending.attempts.length > 1 ||
    durationMs >= SLOW_MS ||
    (key.product.routes !== null && (routeNoteOf(request)?.asked ?? model.name) !== model.name) ||
    Number.parseInt(id.slice(-4), 16) % SAMPLE_EVERY === 0
  )
}

function traceOf(reserved: Reserved, ending: Ending, durationMs: number): CallTrace {
  const { key, model, views, prompt, bound } = reserved
  const route = routeNoteOf(reserved.request)
  const held = `${prompt.tokens} prompt + ${bound.tokens} answer${bound.cap === null ? '' : ` (capped at ${bound.cap})`}`
  return {
    steps: [
      { step: 'authenticate', atMs: 0, note: `subscription ${key.subscription.id}` },
      { step: 'resolve', atMs: 0, note: `product ${key.product.name}, model ${model.name}, pool ${model.pool.name}` },
      ...(route ? [{ step: 'route', atMs: 0, note: `${route.asked} → ${route.model}: ${route.why}` }] : []),
      { step: 'reserve', atMs: 0, note: held },
      ...(reserved.lookup ? [{ step: 'lookup', atMs: reserved.lookup.atMs, note: reserved.lookup.note }] : []),
      ...ending.attempts.map((attempt) => ({
        step: 'forward',
        atMs: attempt.startMs,
        note: attempt.failure ?? `status ${attempt.status}`,
      })),
      { step: 'settle', atMs: durationMs, note: `${ending.outcome}${ending.code ? ` (${ending.code})` : ''}` },
    ],
    limits: limitTraces(views),
    attempts: ending.attempts,
  }
}
