/** Load on limits, and what came of it by the ledger: nothing is believed that is not booked. */
import { Agent } from 'undici'
import { parsePublicId } from '@/lib/base/ids'
import type { Api } from '@/lib/boot/testing/estate'
import type { SqlPool } from '@/lib/db/sql-pool'

export type Bench = {
  name: string
  /** The doors of the gateways; calls go to them in turn. */
  urls: string[]
  api: Api
  pool: SqlPool
  tenantId: string
  model: string
  stop(): Promise<void>
}

export type Row = {
  setting: string
  what: string
  answered: number
  refused: number
  amount: number
  /** The most that was used in any window, or in the period. */
  used: number
  overshoot: number
  share: number
  bar: string
  passed: boolean
}

type Call = { atMs: number; tokens: number }
type Product = { key: string; id: string }

const agent = new Agent({ connections: 600, pipelining: 1 })
let made = 0

/** Everybody at once, again and again until nothing is left: how much more than the amount was let through? */
export async function measureOvershoot(
  bench: Bench,
  kind: 'quota' | 'rate' | 'budget',
  calls: number,
  rounds: number,
): Promise<Row> {
  const amount = calls * 40
  const rules = {
    quota: { measure: 'tokens', window: { kind: 'quota', period: 'day' }, amount, timeZone: 'UTC' },
    rate: { measure: 'tokens', window: { kind: 'rate', seconds: 60 }, amount },
    // One dollar a million: a token is a millionth of a dollar.
    budget: { measure: 'cost', currency: 'USD', window: { kind: 'quota', period: 'month' }, amount: (amount / 1e6).toFixed(6) },
  }
  const product = await productWith(bench, rules[kind])
  let answered = 0
  for (let round = 0; round < rounds; round++) {
    const statuses = await Promise.all(
      Array.from({ length: calls }, (_, i) => {
        const most = 10 + Math.floor(Math.random() * 190)
        return call(bench, product, i, { most, tokens: between(most / 2, most), ms: between(0, 300), isStream: i % 2 === 0 })
      }),
    )
    answered += statuses.filter((status) => status === 200).length
  }
  const booked = await bookedCalls(bench, product, answered)
  const used = kind === 'rate' ? mostInAnyWindow(booked, 60_000) : sumOf(booked)
  return {
    setting: bench.name,
    what: `${kind}, ${calls} at once`,
    answered,
    refused: calls * rounds - answered,
    amount,
    used,
    overshoot: Math.max(0, used - amount),
    share: used / amount,
    bar: 'overshoot 0',
    passed: used <= amount,
  }
}

/** More is asked for than there is, all the time: how much of the amount is let through, and never more in any window? */
export async function measureUtilisation(bench: Bench, windowSeconds: number, windows: number): Promise<Row> {
  const amount = 100_000
  const product = await productWith(bench, { measure: 'tokens', window: { kind: 'rate', seconds: windowSeconds }, amount })
  const startMs = Date.now()
  const fromMs = startMs + windowSeconds * 1000
  const untilMs = fromMs + windows * windowSeconds * 1000
  // Five seconds in a minute's window, and as long in proportion in a shorter one.
  const longestMs = (windowSeconds / 60) * 5_000
  let answered = 0
  let refused = 0
  const caller = async (i: number) => {
    while (Date.now() < untilMs) {
      // The prompt is held with some 30 tokens; 2 % of the amount is 2,000.
      const most = between(100, 1_900)
      const status = await call(bench, product, i, {
        most,
        tokens: between(most * 0.5, most),
        ms: between(longestMs / 20, longestMs),
        isStream: i % 2 === 0,
      })
      if (status === 200) answered++
      else {
        refused++
        await new Promise((resolve) => setTimeout(resolve, between(50, 150)))
      }
    }
  }
  await Promise.all(Array.from({ length: 60 }, (_, i) => caller(i)))
  const booked = await bookedCalls(bench, product, answered)
  const used = mostInAnyWindow(booked, windowSeconds * 1000)
  const measured = sumOf(booked.filter(({ atMs }) => atMs >= fromMs && atMs < untilMs))
  const share = measured / (amount * windows)
  return {
    setting: bench.name,
    what: `rate, ${windowSeconds} s, overload`,
    answered,
    refused,
    amount,
    used,
    overshoot: Math.max(0, used - amount),
    share,
    bar: 'overshoot 0, ≥ 95 %',
    passed: used <= amount && share >= 0.95,
  }
}

type Size = { most: number; tokens: number; ms: number; isStream: boolean }

async function call({ urls, model }: Bench, { key }: Product, i: number, { most, tokens, ms, isStream }: Size): Promise<number> {
  const messages = [{ role: 'user', content: `[tokens=${tokens}] [ms=${ms}]` }]
  const body = JSON.stringify({ model, messages, max_tokens: most, stream: isStream })
  const answer = await agent.request({
    origin: urls[i % urls.length] ?? '',
    path: '/v1/chat/completions',
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body,
  })
  await answer.body.dump({ limit: 1e7 })
  if (![200, 403, 429].includes(answer.statusCode)) throw new Error(`a call was answered with ${answer.statusCode}`)
  return answer.statusCode
}

async function productWith({ api, tenantId, model, urls }: Bench, rule: object): Promise<Product> {
  const name = `limits ${++made}`
  const product = await api('POST', '/products', { name, models: [model], requiresApproval: false })
  await api('POST', `/products/${product.id}/publish`, {}, product.version)
  await api('POST', '/limits', { name, scope: { productId: product.id }, countBy: 'subscription', ...rule })
  const subscription = await api('POST', '/subscriptions', { tenantId, productId: product.id, name })
  const { key } = await api('POST', `/subscriptions/${subscription.id}/keys`, { slot: 'primary' })
  for (const url of urls) {
    for (;;) {
      const answer = await fetch(`${url}/v1/usage`, { headers: { authorization: `Bearer ${key}` } })
      if (answer.ok && ((await answer.json()) as { limits: unknown[] }).limits.length === 1) break
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
  return { key, id: parsePublicId('product', product.id) ?? '' }
}

/** The calls of a product that used something, once all of them are in the ledger. */
async function bookedCalls({ pool }: Bench, { id }: Product, answered: number): Promise<Call[]> {
  for (let attempt = 0; attempt < 300; attempt++) {
    const { rows } = await pool.query<{ at_ms: number; tokens: number }>(
      `select extract(epoch from started_at)::float8 * 1000 as at_ms, (input_tokens + output_tokens)::float8 as tokens
         from usage_records where product_id = $1 and measured <> 'none' order by started_at`,
      [id],
    )
    if (rows.length === answered) return rows.map(({ at_ms, tokens }) => ({ atMs: at_ms, tokens }))
    if (rows.length > answered) throw new Error(`${rows.length} calls are booked and ${answered} were answered`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('the ledger has not booked all calls within 30 s')
}

/** The most that calls admitted in any window of this length have used, at any alignment. */
function mostInAnyWindow(calls: readonly Call[], windowMs: number): number {
  let most = 0
  let sum = 0
  let first = 0
  for (const { atMs, tokens } of calls) {
    sum += tokens
    for (let oldest = calls[first]; oldest && oldest.atMs <= atMs - windowMs; oldest = calls[++first]) sum -= oldest.tokens
    most = Math.max(most, sum)
  }
  return most
}

function sumOf(calls: readonly Call[]): number {
  return calls.reduce((sum, { tokens }) => sum + tokens, 0)
}

function between(least: number, most: number): number {
  return Math.round(least + Math.random() * (most - least))
}
