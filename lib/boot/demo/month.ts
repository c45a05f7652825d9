/** A month of calls for the demo, booked through the same spool and flush as real ones. The same on every machine. */
import { newUuid } from '@/lib/base/ids'
import organisation from '@/lib/boot/demo/organisation.json' with { type: 'json' }
import type { Snapshot, SubscriptionEntry } from '@/lib/gateway/catalog'
import { spanOf } from '@/lib/gateway/steps/demands'
import type { Charge, CloseEntry, Outcome } from '@/lib/gateway/usage-entry'
import { type CallScope, countKeyOf, limitsOf } from '@/lib/policy/limits/applicable'
import { localDayAt } from '@/lib/policy/limits/calendar'
import { costOf, priceAt } from '@/lib/policy/pricing/price'
import { noTokens, type TokenCounts, totalTokensOf } from '@/lib/policy/pricing/tokens'

/** A subscription of the demo with the key its calls were made with. */
export type DemoCaller = { subscription: SubscriptionEntry; keyId: string; userId: string | null; share: number }

const DAYS = 35
const CALLS_PER_WEEKDAY = 600
const DAY_MS = 86_400_000
/** How busy each hour of the caller's day is. */
const HOURS = [1, 1, 1, 1, 1, 2, 4, 8, 14, 18, 20, 19, 14, 17, 20, 19, 16, 11, 7, 5, 4, 3, 2, 1]

/** The calls of the days before `endMs`, oldest first. */
export function demoMonth(snapshot: Snapshot, callers: readonly DemoCaller[], endMs: number): CloseEntry[] {
  const random = seeded(20_240_229)
  const entries: CloseEntry[] = []
  const firstDayMs = Math.floor(endMs / DAY_MS) * DAY_MS - DAYS * DAY_MS
  for (let day = 0; day <= DAYS; day++) {
    const dayMs = firstDayMs + day * DAY_MS
    const weekday = new Date(dayMs).getUTCDay()
    const busy = weekday === 0 || weekday === 6 ? 0.2 : 0.8 + 0.4 * random() + day * 0.008
    for (let call = 0; call < CALLS_PER_WEEKDAY * busy; call++) {
      const caller = pick(callers, (one) => one.share, random)
      const atMs = Math.floor(dayMs + pickHour(random) * 3_600_000 + random() * 3_600_000)
      const entry = atMs < endMs - 1_000 ? entryOf(snapshot, caller, atMs, random) : null
      if (entry) entries.push(entry)
    }
  }
  return entries.sort((a, b) => a.identity.startedAtMs - b.identity.startedAtMs)
}

function entryOf(snapshot: Snapshot, caller: DemoCaller, atMs: number, random: () => number): CloseEntry | null {
  const { tenant, product } = caller.subscription
  const model = snapshot.models.get(pick([...product.models], () => 1, random))
  if (!model) return null
  const backends = [...snapshot.backends.values()].filter((backend) => backend.provider === 'azure-openai')
  const backend = random() < 0.6 ? backends[0] : backends[1]
  if (!backend) return null
  const isChat = model.capabilities.has('chat')
  const luck = random()
  const outcome: Outcome = luck < 0.955 ? 'answered' : luck < 0.98 ? 'refused' : luck < 0.99 ? 'failed' : 'cancelled'
  const tokens = outcome === 'refused' || outcome === 'failed' ? noTokens : tokensOf(isChat, model.name.startsWith('o'), random)
  const price = priceAt(model.prices, backend.id, atMs)
  const costNano = outcome === 'refused' || outcome === 'failed' ? 0n : price ? costOf(price, tokens) : null
  const isSent = outcome !== 'refused'
  const firstByteMs = Math.round(150 + random() * 350)
  return {
    identity: {
      id: newUuid(atMs),
      startedAtMs: atMs,
      localDay: localDayAt(tenant.timeZone, atMs),
      tenantId: tenant.id,
      productId: product.id,
      subscriptionId: caller.subscription.id,
      keyId: caller.keyId,
      userId: caller.userId,
      ...saidAt(atMs, isChat),
      model: model.name,
      dialect: random() < 0.6 ? 'azure-openai' : 'openai',
      operation: isChat ? 'chat' : 'embeddings',
      streamed: isChat && random() < 0.7,
      clientRequestId: null,
      bytesIn: 200 + tokens.input * 4,
    },
    durationMs: isSent ? firstByteMs + tokens.output * 14 + tokens.reasoning * 6 : 1,
    firstByteMs: isSent ? firstByteMs : null,
    backendId: isSent ? backend.id : null,
    deployment: isSent ? (backend.deployments.get(model.name) ?? null) : null,
    status: statusOf[outcome],
    outcome,
    code: codeOf[outcome],
    measured: isSent && outcome !== 'failed' ? (outcome === 'cancelled' ? 'estimated' : 'measured') : 'none',
    tokens,
    holdTokens: tokens.input + 1_024,
    outputCap: null,
    limitId: null,
    attempts: isSent ? 1 : 0,
    priceId: isSent ? (price?.id ?? null) : null,
    currency: price?.currency ?? (costNano === null ? null : tenant.currency),
    costNano,
    bytesOut: tokens.output * 5,
    calls: 1,
    charges: chargesOf(snapshot, caller, model.name, tokens, costNano, atMs),
    trace: null,
  }
}

/** What its caller says of a call: by the second it is made in, so that nothing else of the month is another. */
function saidAt(atMs: number, isChat: boolean): { endUser: string | null; tags: string[] } {
  const second = Math.floor(atMs / 1_000)
  return {
    endUser: isChat && second % 3 !== 0 ? `customer-${11 + (second % 17)}` : null,
    tags: second % 5 === 0 ? [] : [`app=${second % 2 === 0 ? 'assistant' : 'search'}`, 'env=prod'],
  }
}

const statusOf: Record<Outcome, number> = { answered: 200, refused: 429, failed: 502, cancelled: 200, interrupted: 0 }
const codeOf: Record<Outcome, string | null> = {
  answered: null,
  refused: 'rate_limit_exceeded',
  failed: 'upstream_failed',
  cancelled: 'client_closed_request',
  interrupted: 'gateway_stopped',
}

function tokensOf(isChat: boolean, isReasoning: boolean, random: () => number): TokenCounts {
  const input = Math.round(150 + 9_000 * random() ** 3)
  if (!isChat) return { ...noTokens, input }
  const cacheRead = random() < 0.3 ? Math.floor((input * 0.6) / 128) * 128 : 0
  return {
    ...noTokens,
    input: input - cacheRead,
    cacheRead,
    output: Math.round(40 + 700 * random() ** 2),
    reasoning: isReasoning ? Math.round(200 + 1_800 * random()) : 0,
  }
}

function chargesOf(
  snapshot: Snapshot,
  caller: DemoCaller,
  model: string,
  tokens: TokenCounts,
  costNano: bigint | null,
  atMs: number,
): Charge[] {
  const { tenant, product, id } = caller.subscription
  const scope: CallScope = {
    tenantIds: tenant.lineage,
    productId: product.id,
    subscriptionId: id,
    keyId: caller.keyId,
    userId: caller.userId,
    model,
  }
  return limitsOf(snapshot.limits, scope).flatMap((limit) => {
    const amount = limit.measure === 'cost' ? Number(costNano ?? 0n) : limit.measure === 'requests' ? 1 : totalTokensOf(tokens)
    if (amount === 0) return []
    const span = spanOf(limit, snapshot, tenant, atMs)
    return span
      ? [{ limitId: limit.id, countKey: countKeyOf(limit, scope, () => undefined), periodStartMs: span.startMs, amount }]
      : []
  })
}

/** How much of the demo's traffic a subscription makes. */
export function shareOf(name: string): number {
  return organisation.subscriptions.find((one) => one.name === name)?.share ?? 1
}

function pickHour(random: () => number): number {
  return HOURS.indexOf(pick(HOURS, (weight) => weight, random))
}

function pick<T>(items: readonly T[], weightOf: (item: T) => number, random: () => number): T {
  let left = random() * items.reduce((sum, item) => sum + weightOf(item), 0)
  for (const item of items) {
    left -= weightOf(item)
    if (left < 0) return item
  }
  const last = items.at(-1)
  if (last === undefined) throw new Error('nothing to pick from')
  return last
}

/** mulberry32: small, fast, the same everywhere. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}
