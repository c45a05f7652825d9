/** Where calls of a pool go, and what a caller gets when nobody can answer. */
import assert from 'node:assert/strict'
import { until } from '@/lib/boot/testing/limit-products'
import { startOddProvider } from '@/lib/boot/testing/odd-provider'
import { buildPool, type PoolMemberPlan, untilInForce } from '@/lib/boot/testing/pool-estate'
import { type ConformanceCase, chat, post, seenUpstream, setMode, type Target, withModes } from '@/lib/boot/testing/target'

const simulated = ({ simulatorUrl }: Target, more: Partial<PoolMemberPlan> = {}): PoolMemberPlan => ({
  baseUrl: `${simulatorUrl}/openai/v1`,
  deployment: 'gpt-4o-mini',
  ...more,
})
/** Nobody listens there. */
const dead: PoolMemberPlan = { baseUrl: 'http://127.0.0.1:1/v1' }
const tokensOf = (record: Record<string, unknown>) => record.tokens as Record<string, number>

export const poolRoutingCases: ConformanceCase[] = [
  {
    name: 'answers from a can where the pool says so, plain and streaming, at no cost and marked',
    async run(target) {
      const pool = await buildPool(target, 'canned', [dead], { lastResort: { kind: 'answer', text: 'Back in a minute.' } })
      for (let i = 0; i < 5; i++) {
        const plain = await pool.ask('hello')
        assert.equal(plain.status, 200, plain.text)
        assert.equal(JSON.parse(plain.text).choices[0].message.content, 'Back in a minute.')
        assert.equal(plain.headers.get('x-tollgate-fallback'), 'answer')
        const streamed = await pool.ask('hello', { stream: true, stream_options: { include_usage: true } })
        const events = streamed.text.split('\n\n').filter(Boolean)
        assert.equal(events.at(-1), 'data: [DONE]')
        const chunks = events.slice(0, -1).map((event) => JSON.parse(event.slice(6)))
        assert.equal(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join(''), 'Back in a minute.')
        assert.deepEqual(chunks.at(-1).usage, { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 })
        for (const reply of [plain, streamed]) {
          const record = await pool.recordOf(reply)
          assert.deepEqual([record.outcome, record.code, record.cost, record.backendId], ['answered', 'canned_answer', '0', null])
        }
      }
    },
  },
  {
    name: 'answers with another model where the pool says so, at that model’s price',
    async run(target) {
      const pool = await buildPool(target, 'falls back', [dead], {
        lastResort: { kind: 'model', model: target.estate.models.mini },
      })
      const reply = await pool.ask('say hello', { max_tokens: 5 })
      assert.equal(reply.status, 200, reply.text)
      assert.ok(reply.text.includes('hello'))
      assert.equal(reply.headers.get('x-tollgate-fallback'), target.estate.models.mini)
      const record = await pool.recordOf(reply)
      assert.equal(record.model, pool.model)
      assert.match(String(record.deployment), /^chat-mini-0[12]$/)
      const { input = 0, cacheRead = 0, output = 0 } = tokensOf(record)
      assert.equal(Number(record.cost).toFixed(9), ((input * 0.15 + cacheRead * 0.075 + output * 0.6) / 1e6).toFixed(9))
      // A key for this model alone is answered by no other.
      const scope = { slot: 'secondary', models: [pool.model] }
      const { key } = await target.api('POST', `/subscriptions/${pool.key.subscriptionId}/keys`, scope)
      await untilInForce(target, key)
      const scoped = await post(target, '/v1/chat/completions', key, chat(pool.model, 'say hello', { max_tokens: 5 }))
      assert.deepEqual([scoped.status, scoped.headers.get('x-tollgate-fallback')], [502, null], scoped.text)
    },
  },
  {
    name: 'sends calls to the first backend anyway where the pool says so, with every breaker open',
    async run(target) {
      const odd = await startOddProvider()
      try {
        const breaker = { failureCondition: { count: 1, interval: 'PT1M' }, tripDuration: 'PT1M' }
        const members = [{ baseUrl: odd.urlOf(500) }, dead]
        const anyway = await buildPool(target, 'anyway', members, { breaker, lastResort: { kind: 'primary' } })
        const refusing = await buildPool(target, 'refusing', members, { breaker })
        for (const pool of [anyway, refusing]) assert.equal((await pool.ask('hello')).status, 502)
        const before = odd.countOf(500)
        assert.equal((await refusing.ask('hello')).status, 503)
        assert.equal(odd.countOf(500), before)
        const reply = await anyway.ask('hello')
        assert.equal(reply.status, 502)
        assert.equal(odd.countOf(500), before + 1)
        assert.equal((await anyway.recordOf(reply)).attempts, 1)
      } finally {
        await odd.close()
      }
    },
  },
  {
    name: 'keeps a session together, by header and by cookie',
    async run(target) {
      const members = Array.from({ length: 3 }, () => simulated(target, { priority: 1 }))
      const byHeader = await buildPool(target, 'by header', members, { affinity: { by: 'header', name: 'X-Session-Id' } })
      const homes = new Set<unknown>()
      // Members have other ids in each run, so which session lives where is drawn anew: sixty sessions all on one of three
      // would be one run in 10^28.
      for (let session = 1; session <= 6 || (homes.size < 2 && session <= 60); session++) {
        const replies = [1, 2, 3].map(() => byHeader.ask('say hi', {}, { 'x-session-id': `session ${session}` }))
        const records = await Promise.all((await Promise.all(replies)).map((reply) => byHeader.recordOf(reply)))
        assert.equal(new Set(records.map(({ backendId }) => backendId)).size, 1)
        homes.add(records[0]?.backendId)
      }
      assert.ok(homes.size > 1)

      const byCookie = await buildPool(target, 'by cookie', members, { affinity: { by: 'cookie', name: 'here' } })
      const first = await byCookie.ask('say hi')
      const cookie = first.headers.get('set-cookie') ?? ''
      assert.match(cookie, /^here=[\w-]{16}; Path=\/; HttpOnly; SameSite=Lax$/)
      const home = (await byCookie.recordOf(first)).backendId
      for (let i = 0; i < 4; i++) {
        const again = await byCookie.ask('say hi', {}, { cookie: `a=b; ${cookie.split(';')[0]}` })
        assert.equal(again.headers.get('set-cookie'), null)
        assert.equal((await byCookie.recordOf(again)).backendId, home)
      }
    },
  },
  {
    name: 'prefers the region the caller is in, and holds a restricted tenant to its own, whatever is down',
    async run(target) {
      const odd = await startOddProvider()
      try {
        const members = [
          { baseUrl: odd.urlOf(500), region: 'swedencentral', priority: 1 },
          { baseUrl: odd.urlOf('answers'), region: 'francecentral', priority: 1 },
          { baseUrl: odd.urlOf('answers'), priority: 2 },
        ]
        const near = await buildPool(target, 'near', members)
        for (let i = 0; i < 3; i++) {
          const record = await near.recordOf(await near.ask('hi', {}, { 'x-user-region': 'France Central' }))
          assert.deepEqual([record.backendId, record.attempts], [near.backendIds[1], 1])
        }
        const before = odd.countOf('answers')
        const held = await buildPool(target, 'held', members, {}, { regions: ['swedencentral'] })
        for (let i = 0; i < 6; i++) {
          const reply = await held.ask('hi', { stream: i % 2 === 0 }, { 'x-user-region': 'francecentral' })
          assert.ok(reply.status === 502 || reply.status === 503, reply.text)
          assert.equal((await held.recordOf(reply)).cost, '0')
        }
        const fallback = { lastResort: { kind: 'model', model: near.model } }
        const heldBack = await buildPool(target, 'held back', [dead], fallback, { regions: ['swedencentral'] })
        assert.notEqual((await heldBack.ask('hi')).status, 200)
        assert.equal(odd.countOf('answers'), before)
      } finally {
        await odd.close()
      }
    },
  },
  {
    name: 'after a hang-up cancels a stream or reads it to its end for its true usage, as its backend says',
    run: (target) =>
      withModes(target, { openai: { mode: 'slow', ttfbMs: 0, chunkMs: 40 } }, async () => {
        const [drained, cut] = await Promise.all(
          [true, false].map((drainOnHangUp) => buildPool(target, 'hang up', [simulated(target, { drainOnHangUp })])),
        )
        assert.ok(drained && cut)
        const full = await hangUp(target, drained, { stream: true })
        assert.deepEqual([full.outcome, full.measured, tokensOf(full).output], ['cancelled', 'measured', 60])
        const part = await hangUp(target, cut, { stream: true })
        assert.deepEqual([part.outcome, part.measured], ['cancelled', 'estimated'])
        assert.ok((tokensOf(part).output ?? 0) < 60)
      }),
  },
  {
    name: 'after a hang-up reads on only so long and so much: a stream without an end is cut off',
    async run(target) {
      const odd = await startOddProvider()
      try {
        const deadlines = { call: 'PT3S' }
        const long = await buildPool(target, 'long', [{ baseUrl: odd.urlOf('endless stream'), drainOnHangUp: true }], {
          deadlines,
        })
        const much = await buildPool(target, 'much', [{ baseUrl: odd.urlOf('flooding stream'), drainOnHangUp: true }])
        for (const pool of [long, much]) {
          const record = await hangUp(target, pool, { stream: true })
          assert.deepEqual([record.outcome, record.measured], ['cancelled', 'estimated'])
        }
      } finally {
        await odd.close()
      }
    },
  },
  {
    name: 'after a hang-up reads a plain answer to its end, or cancels it and bills the prompt: hanging up is not free',
    run: (target) =>
      withModes(target, { openai: { mode: 'slow', ttfbMs: 1_500, chunkMs: 0 } }, async () => {
        const [drained, cut] = await Promise.all(
          [undefined, false].map((drainOnHangUp) => buildPool(target, 'plain', [simulated(target, { drainOnHangUp })])),
        )
        assert.ok(drained && cut)
        const full = await hangUp(target, drained, {})
        assert.deepEqual([full.outcome, full.measured, tokensOf(full).output], ['cancelled', 'measured', 60])
        const part = await hangUp(target, cut, {})
        assert.deepEqual([part.outcome, part.measured], ['cancelled', 'estimated'])
        assert.ok((tokensOf(part).input ?? 0) > 0)
        assert.notEqual(part.cost, '0')
        await setMode(target, 'openai', { mode: 'ok' })
      }),
  },
]

type Hung = { key: { key: string; subscriptionId: string }; model: string }

/** Asks, leaves once the answer has begun, or a plain one has been asked for, and waits for the record. */
async function hangUp(target: Target, pool: Hung, more: { stream?: boolean }) {
  const { url, api } = target
  const abort = new AbortController()
  const content = `[tokens=60] go, ${pool.model}`
  const body = { model: pool.model, messages: [{ role: 'user', content }], ...more }
  const answer = fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${pool.key.key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: abort.signal,
  })
  const started = answer.then((reply) => reply.body?.getReader().read()).catch(() => {})
  await (more.stream ? started : until(async () => (await seenUpstream(target, content)).length > 0))
  abort.abort()
  for (let i = 0; i < 300; i++) {
    const { items } = (await api('GET', `/calls?subscriptionId=${pool.key.subscriptionId}`)) as unknown as {
      items: Record<string, unknown>[]
    }
    if (items[0]) {
      assert.equal(items.length, 1)
      return items[0]
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('the call was not booked')
}
