/** Limits through the door: what fits passes, what does not is refused with the wait or the reset, concurrency or not. */
import assert from 'node:assert/strict'
import { within } from '@/lib/boot/testing/limit-products'
import { type ConformanceCase, chat, post, recordOf, send, type Target } from '@/lib/boot/testing/target'

export const limitCases: ConformanceCase[] = [
  {
    name: 'lets three calls a minute through and tells the fourth how long to wait',
    async run(target) {
      const { models, fewCalls } = target.estate
      const call = () => post(target, '/v1/chat/completions', fewCalls.key, chat(models.mini, 'hi', { max_tokens: 1 }))
      const startMs = Date.now()
      const statuses = [await call(), await call(), await call()].map(({ status }) => status)
      assert.deepEqual(statuses, [200, 200, 200])
      const refused = await call()
      assert.equal(refused.status, 429)
      assert.equal(refused.body.error?.code, 'rate_limit_exceeded')
      const seconds = Number(refused.headers.get('retry-after'))
      // Until the first of them is a minute old: however long they took, that is told.
      const passedSeconds = (Date.now() - startMs) / 1_000
      assert.ok(seconds > 50 - passedSeconds && seconds <= 61, `retry-after ${seconds} after ${passedSeconds} s`)
      assert.ok(Number(refused.headers.get('retry-after-ms')) <= seconds * 1000)
    },
  },
  {
    name: 'lets calls wait for room where the limit says so, never more than the amount at a time',
    async run(target) {
      const { models, patient } = target.estate
      const startMs = Date.now()
      const calls = Array.from({ length: 6 }, () =>
        post(target, '/v1/chat/completions', patient.key, chat(models.mini, 'hi', { max_tokens: 1 })),
      )
      for (const { status, text } of await Promise.all(calls)) assert.equal(status, 200, text)
      assert.ok(Date.now() - startMs >= 2_000, `all six passed within ${Date.now() - startMs} ms`)
    },
  },
  {
    name: 'shows a caller its limits with nothing but its key',
    async run(target) {
      const { smallRate } = target.estate
      const { status, body } = await send(target, 'GET', '/v1/usage', { authorization: `Bearer ${smallRate.key}` })
      assert.equal(status, 200)
      const { limits } = body as unknown as {
        limits: { measure: string; window: string; amount: number; used: number; remaining: number }[]
      }
      assert.equal(limits.length, 1)
      assert.deepEqual([limits[0]?.measure, limits[0]?.window, limits[0]?.amount], ['tokens', '60s', 1000])
      assert.equal((limits[0]?.used ?? 0) + (limits[0]?.remaining ?? 0), 1000)
    },
  },
  {
    name: 'says what is left, of the counter with the least',
    async run(target) {
      const { models, smallRate } = target.estate
      const reply = await post(target, '/v1/chat/completions', smallRate.key, chat(models.mini, 'hi', { max_tokens: 10 }))
      assert.equal(reply.headers.get('x-ratelimit-limit-tokens'), '1000')
      assert.ok(Number(reply.headers.get('x-ratelimit-remaining-tokens')) < 1000)
    },
  },
  {
    name: 'refuses what can never fit, saying that waiting does not help',
    async run(target) {
      const { models, smallRate } = target.estate
      const reply = await post(target, '/v1/chat/completions', smallRate.key, chat(models.mini, 'hi', { max_tokens: 5_000 }))
      assert.equal(reply.status, 429)
      assert.equal(reply.body.error?.code, 'request_too_large_for_limit')
      assert.equal(reply.headers.get('retry-after'), null)
    },
  },
  {
    name: 'sends a maximum upstream where the caller set none, and says so',
    async run(target) {
      const { models, smallQuota } = target.estate
      const reply = await post(target, '/v1/chat/completions', smallQuota.key, chat(models.mini, 'say hello'))
      assert.equal(reply.status, 200, reply.text)
      const cap = Number(reply.headers.get('x-tollgate-output-cap'))
      assert.ok(cap > 0 && cap < 200, `cap ${cap}`)
      assert.equal((await recordOf(target, reply.headers.get('x-request-id'))).outputCap, cap)
    },
  },
  {
    name: 'never lets 500 calls at once use more than a small quota, plain and streaming, and then says 403 with the reset',
    async run(target) {
      const { models, smallQuota } = target.estate
      const size = (i: number) => 1 + ((i * 7) % 23)
      const replies = await Promise.all(
        Array.from({ length: 500 }, (_, i) =>
          post(
            target,
            '/v1/chat/completions',
            smallQuota.key,
            chat(models.mini, `[tokens=${size(i)}] go`, { max_tokens: size(i), stream: i % 2 === 0 }),
          ),
        ),
      )
      const refused = replies.filter(({ status }) => status !== 200)
      assert.ok(refused.length > 450, `${refused.length} refused`)
      for (const { status, body } of refused) assert.deepEqual([status, body.error?.code], [403, 'quota_exceeded'])
      const reset = Date.parse(refused[0]?.headers.get('x-tollgate-reset') ?? '')
      assert.ok(reset > Date.now() && reset <= Date.now() + 25 * 3_600_000)
      assert.ok(refused[0]?.body.error?.message.includes(new Date(reset).toISOString()))
      const used = await settledTokens(target, smallQuota.limitId)
      assert.ok(used > 100 && used <= 200, `${used} tokens of 200`)
    },
  },
  {
    name: 'lets calls pass within a second after the quota is raised',
    async run(target) {
      const { models, smallQuota } = target.estate
      const limit = await target.api('GET', `/limits/${smallQuota.limitId}`)
      await target.api('PATCH', `/limits/${smallQuota.limitId}`, { amount: 1_000 }, limit.version)
      const call = () => post(target, '/v1/chat/completions', smallQuota.key, chat(models.mini, 'say hello', { max_tokens: 5 }))
      await within(1_000, async () => (await call()).status === 200)
      const reply = await call()
      assert.equal(reply.status, 200, reply.text)
    },
  },
]

/** What the limit's counter holds once every call has settled. */
async function settledTokens({ api }: Target, limitId: string): Promise<number> {
  for (;;) {
    const { counters } = (await api('GET', `/limits/${limitId}/usage`)) as unknown as {
      counters: { used: number; held: number }[]
    }
    if (counters.every(({ held }) => held === 0)) return counters.reduce((sum, { used }) => sum + used, 0)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
