/** What each rule of a limit means through the door, whichever store counts: memory or Redis. Every case makes its own product. */
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { ask, billed, daily, limitsOf, productWith, until, usageOf, within } from '@/lib/boot/testing/limit-products'
import { type ConformanceCase, post, recordOf } from '@/lib/boot/testing/target'
import { zoneAtNoon } from '@/lib/boot/testing/zone-at-noon'

export const limitRuleCases: readonly ConformanceCase[] = [
  {
    name: 'says what is left under the names the product gives, as API Management does',
    async run(target) {
      const headerNames = {
        remainingTokens: 'remaining-tokens',
        remainingQuotaTokens: 'remaining-quota-tokens',
        tokensConsumed: 'consumed-tokens',
        remainingCalls: 'remaining-calls',
        totalCalls: 'total-calls',
        retryAfter: 'x-wait',
      }
      const { key } = await productWith(target, { headerNames }, [
        { measure: 'tokens', window: { kind: 'rate', seconds: 60 }, amount: 500 },
        { measure: 'tokens', window: { kind: 'quota', period: 'month' }, amount: 10_000 },
        { measure: 'requests', window: { kind: 'rate', seconds: 60 }, amount: 3 },
      ])
      const plain = await ask(target, key, { max_tokens: 10 })
      assert.equal(plain.status, 200, plain.text)
      const figure = (name: string) => Number(plain.headers.get(name))
      assert.ok(figure('remaining-tokens') < 500 && figure('remaining-tokens') > 400)
      assert.ok(figure('remaining-quota-tokens') < 10_000 && figure('remaining-quota-tokens') > 9_000)
      assert.equal(figure('consumed-tokens'), billed(plain).total_tokens)
      assert.deepEqual([figure('total-calls'), figure('remaining-calls')], [3, 2])
      assert.equal(plain.headers.get('x-ratelimit-remaining-tokens'), null)
      const streamed = await ask(target, key, { max_tokens: 10, stream: true })
      assert.ok(Number(streamed.headers.get('consumed-tokens')) > 0)
      await ask(target, key, { max_tokens: 10 })
      const refused = await ask(target, key, { max_tokens: 10 })
      assert.equal(refused.status, 429)
      assert.ok(Number(refused.headers.get('x-wait')) > 0)
      assert.equal(refused.headers.get('retry-after'), null)
      assert.equal(refused.headers.get('remaining-calls'), '0')
    },
  },
  {
    name: 'refuses a quota with 429 where the limit says so',
    async run(target) {
      const { key } = await productWith(target, {}, [{ ...daily, measure: 'requests', amount: 1, quotaStatus: 429 }])
      assert.equal((await ask(target, key, { max_tokens: 1 })).status, 200)
      const refused = await ask(target, key, { max_tokens: 1 })
      assert.deepEqual([refused.status, refused.body.error?.code], [429, 'quota_exceeded'])
      assert.ok(refused.headers.get('x-tollgate-reset'))
    },
  },
  {
    name: 'counts a week from the day that was chosen, and rolls nothing over',
    async run(target) {
      // About noon there, of the same date as in UTC.
      const timeZone = zoneAtNoon()
      const yesterday = (new Date().getUTCDay() + 6) % 7 || 7
      const { key } = await productWith(target, {}, [
        { measure: 'requests', window: { kind: 'quota', period: 'week' }, amount: 5, weekStart: yesterday, timeZone },
      ])
      const [limit] = await limitsOf(target, key)
      const inDays = (Date.parse(limit?.resets_at ?? '') - Date.now()) / 86_400_000
      assert.ok(inDays > 5 && inDays <= 6, `${inDays} days until the next week`)
      // What was left of the week before is not in it: the amount is the amount.
      assert.equal(limit?.remaining, 5)
    },
  },
  {
    name: 'lets a lone caller pass who waits as long as it was told, and none that comes earlier',
    async run(target) {
      const { key } = await productWith(target, {}, [{ measure: 'requests', window: { kind: 'rate', seconds: 5 }, amount: 1 }])
      const call = () => ask(target, key, { max_tokens: 1 })
      // On a busy machine what was to come early may come too late: then it says nothing, and is tried again.
      for (let turn = 0; turn < 10; turn++) {
        let passedAtMs = 0
        await until(async () => {
          passedAtMs = Date.now()
          return (await call()).status === 200
        })
        const askedAtMs = Date.now()
        const refused = await call()
        const toldAtMs = Date.now()
        if (toldAtMs - passedAtMs > 4_000) continue
        const waitMs = Number(refused.headers.get('retry-after-ms'))
        assert.equal(refused.status, 429)
        assert.equal(Number(refused.headers.get('retry-after')), Math.ceil(waitMs / 1000))
        await sleep(Math.max(0, waitMs - 500))
        const early = await call()
        if (Date.now() >= askedAtMs + waitMs) continue
        assert.equal(early.status, 429)
        await sleep(toldAtMs + waitMs - Date.now())
        const inTime = await call()
        assert.equal(inTime.status, 200, inTime.text)
        return
      }
      throw new Error('nothing came early in ten turns')
    },
  },
  {
    name: 'lets pass and goes on counting where the limit only warns',
    async run(target) {
      const { key } = await productWith(target, {}, [{ ...daily, measure: 'requests', amount: 1, onExceed: 'warn' }])
      for (let i = 0; i < 3; i++) assert.equal((await ask(target, key, { max_tokens: 1 })).status, 200)
      await until(async () => (await limitsOf(target, key))[0]?.used === 3)
    },
  },
  {
    name: 'keeps what was used when the amount changes, and is back at it when a raise ends',
    async run(target) {
      const { key, limitIds } = await productWith(target, {}, [{ ...daily, measure: 'requests', amount: 1 }])
      const [limitId = ''] = limitIds
      assert.equal((await ask(target, key, { max_tokens: 1 })).status, 200)
      assert.equal((await ask(target, key, { max_tokens: 1 })).status, 403)
      const raisedUntil = Date.now() + 2_500
      await target.api('POST', `/limits/${limitId}/raise`, { amount: 2, until: new Date(raisedUntil).toISOString() })
      await within(1_000, async () => (await ask(target, key, { max_tokens: 1 })).status === 200)
      assert.equal((await ask(target, key, { max_tokens: 1 })).status, 403)
      await new Promise((resolve) => setTimeout(resolve, raisedUntil - Date.now() + 100))
      const [limit] = await limitsOf(target, key)
      assert.deepEqual([limit?.amount, limit?.used], [1, 2])
    },
  },
  {
    name: 'begins again within a second after a reset',
    async run(target) {
      const { key, limitIds } = await productWith(target, {}, [{ ...daily, measure: 'requests', amount: 2 }])
      const [limitId = ''] = limitIds
      for (const status of [200, 200, 403]) assert.equal((await ask(target, key, { max_tokens: 1 })).status, status)
      await target.api('POST', `/limits/${limitId}/reset`, {})
      await within(1_000, async () => (await ask(target, key, { max_tokens: 1 })).status === 200)
      const usage = (await target.api('GET', `/limits/${limitId}/usage`)) as unknown as { counters: { used: number }[] }
      assert.deepEqual(
        usage.counters.map(({ used }) => used),
        [1],
      )
    },
  },
  {
    name: 'raises an event at each threshold of a quota, once',
    async run(target) {
      const { key, limitIds } = await productWith(target, {}, [
        { ...daily, measure: 'requests', amount: 4, thresholds: [50, 75, 100] },
      ])
      for (let i = 0; i < 5; i++) await ask(target, key, { max_tokens: 1 })
      const thresholds = async () => {
        const { items } = (await target.api('GET', `/limit-events?limitId=${limitIds[0]}`)) as unknown as {
          items: { threshold: number }[]
        }
        return items.map(({ threshold }) => threshold).sort((a, b) => a - b)
      }
      await until(async () => (await thresholds()).length === 3)
      assert.deepEqual(await thresholds(), [50, 75, 100])
    },
  },
  {
    name: "tells a key its subscription's cost this month",
    async run(target) {
      const { key } = await productWith(target, {}, [{ ...daily, measure: 'cost', amount: '1', currency: 'USD' }])
      const answer = await ask(target, key, { max_tokens: 20 })
      const record = await recordOf(target, answer.headers.get('x-request-id'))
      // Read before the call was booked, the figure is kept for five seconds.
      await until(async () => (await usageOf(target, key)).cost?.amounts[0]?.amount === record.cost)
      const { cost } = await usageOf(target, key)
      assert.match(cost?.month ?? '', /^\d{4}-\d\d$/)
      assert.deepEqual([cost?.amounts[0]?.currency, cost?.unpriced_calls], ['USD', 0])
    },
  },
  {
    name: 'holds for every answer that is billed, seen or not',
    async run(target) {
      const { key } = await productWith(target, {}, [{ measure: 'tokens', window: { kind: 'rate', seconds: 60 }, amount: 400 }])
      const refused = await ask(target, key, { max_tokens: 100, best_of: 5 })
      assert.equal(refused.body.error?.code, 'request_too_large_for_limit')
      assert.equal((await ask(target, key, { max_tokens: 100 })).status, 200)
    },
  },
  {
    name: 'refuses what nobody can price before it is done, where the product or its budget says so',
    async run(target) {
      const search = { max_tokens: 5, web_search_options: {} }
      const hosted = { max_tokens: 5, tools: [{ type: 'file_search' }] }
      const dear = { max_tokens: 5, service_tier: 'priority' }
      const strict = await productWith(target, { refuseUnbounded: true }, [])
      for (const extra of [search, hosted, dear]) {
        const refused = await ask(target, strict.key, extra)
        assert.deepEqual([refused.status, refused.body.error?.code], [400, 'unbounded_request'], refused.text)
      }
      const own = { max_tokens: 5, tools: [{ type: 'function', function: { name: 'f', parameters: {} } }] }
      assert.equal((await ask(target, strict.key, own)).status, 200)
      const budget = { ...daily, measure: 'cost', amount: '1', currency: 'USD' }
      const refusing = await productWith(target, {}, [budget])
      assert.equal((await ask(target, refusing.key, dear)).body.error?.code, 'price_unknown')
      const allowing = await productWith(target, {}, [{ ...budget, unpriced: 'allow' }])
      const answer = await ask(target, allowing.key, dear)
      assert.equal(answer.status, 200, answer.text)
      assert.equal((await recordOf(target, answer.headers.get('x-request-id'))).cost, null)
    },
  },
  {
    name: 'holds money against a budget in its own currency only',
    async run(target) {
      const euros = { ...daily, measure: 'cost', amount: '1', currency: 'EUR' }
      const refusing = await productWith(target, {}, [euros])
      const refused = await ask(target, refusing.key, { max_tokens: 5 })
      assert.deepEqual([refused.status, refused.body.error?.code], [403, 'price_unknown'])
      const allowing = await productWith(target, {}, [{ ...euros, unpriced: 'allow' }])
      const answer = await ask(target, allowing.key, { max_tokens: 5 })
      assert.equal(answer.status, 200, answer.text)
      assert.equal((await recordOf(target, answer.headers.get('x-request-id'))).currency, 'USD')
      // Dollars are no euros: nothing is used of the budget.
      assert.equal(Number((await limitsOf(target, allowing.key))[0]?.used), 0)
    },
  },
  {
    name: 'charges in full what went beyond its hold, and says so on the record',
    async run(target) {
      const { key } = await productWith(target, { outputCap: 'trust' }, [
        { ...daily, measure: 'tokens', amount: 100_000, mode: 'optimistic' },
      ])
      const answer = await ask(target, key, {}, '[tokens=1500] go')
      assert.equal(answer.status, 200, answer.text)
      const total = billed(answer).total_tokens
      const record = await recordOf(target, answer.headers.get('x-request-id'))
      assert.equal(record.debtTokens, total - Number(record.holdTokens))
      assert.ok(Number(record.debtTokens) > 300)
      await until(async () => (await limitsOf(target, key))[0]?.used === total)
    },
  },
  {
    name: 'asks for a maximum where the product refuses calls without one',
    async run(target) {
      const { key } = await productWith(target, { outputCap: 'refuse' }, [{ ...daily, measure: 'tokens', amount: 10_000 }])
      assert.equal((await ask(target, key, {})).body.error?.code, 'invalid_request')
      assert.equal((await ask(target, key, { max_tokens: 5 })).status, 200)
    },
  },
  {
    name: 'counts embeddings as requests, as tokens and as money',
    async run(target) {
      const { key } = await productWith(target, {}, [
        { ...daily, measure: 'requests', amount: 10 },
        { ...daily, measure: 'inputTokens', amount: 1_000 },
        { ...daily, measure: 'cost', amount: '1', currency: 'USD' },
      ])
      const answer = await post(target, '/v1/embeddings', key, { model: target.estate.models.embed, input: 'a toll, a gate' })
      assert.equal(answer.status, 200, answer.text)
      const tokens = billed(answer).prompt_tokens
      await until(async () => {
        const [requests, input, cost] = await limitsOf(target, key)
        return requests?.used === 1 && input?.used === tokens && Number(cost?.used) > 0
      })
    },
  },
  {
    name: 'refuses the first call after a budget that is spent already was given a hard stop',
    async run(target) {
      const { key, productId } = await productWith(target, {}, [])
      const answer = await ask(target, key, { max_tokens: 100 }, '[tokens=100] go')
      const { cost } = await recordOf(target, answer.headers.get('x-request-id'))
      assert.ok(Number(cost) > 0)
      const scope = { productId }
      const spent = { name: `spent ${productId}`, scope, currency: 'USD', period: 'year', amount: cost, hardStop: true }
      await target.api('POST', '/budgets', spent)
      await until(async () => (await limitsOf(target, key)).length === 1)
      const refused = await ask(target, key, { max_tokens: 5 })
      assert.deepEqual([refused.status, refused.body.error?.code], [403, 'quota_exceeded'])
      assert.equal(Number((await limitsOf(target, key))[0]?.used), Number(cost))
    },
  },
]
