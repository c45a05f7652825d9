/** Products with routes: which model answers, why, and which next. */
import assert from 'node:assert/strict'
import { ask, daily, limitsOf, productWith, until } from '@/lib/boot/testing/limit-products'
import { type ConformanceCase, chat, post, recordOf, type Target, withModes } from '@/lib/boot/testing/target'

type Trace = { steps: { step: string; note?: string }[] } | null

let made = 0

/** A model of its own behind a resource of its own, and its name. */
async function modelAt(target: Target, resource: string, more: object = {}): Promise<string> {
  const { api, simulatorUrl, estate } = target
  const name = `route-${++made}-${estate.models.mini}`
  const backend = await api('POST', '/backends', {
    name,
    provider: 'azure-openai',
    baseUrl: `${simulatorUrl}/${resource}`,
    apiVersion: '2024-10-21',
    credential: { kind: 'api-key', value: `sim-${resource}-key` },
    deployments: [{ model: name, name: `chat-mini-${resource.slice(-2)}` }],
  })
  const pool = await api('POST', '/pools', {
    name,
    strategy: 'weighted',
    members: [{ backendId: backend.id, priority: 1, weight: 100 }],
    retries: { attempts: 1 },
  })
  await api('POST', '/models', {
    name,
    poolId: pool.id,
    capabilities: ['chat'],
    contextWindow: 128_000,
    maxOutputTokens: 16_384,
    ...more,
  })
  const perMillion = { input: '0.01', output: '0.02' }
  await api('POST', '/prices', { model: name, currency: 'USD', effectiveFrom: '2026-01-01T00:00:00Z', perMillion })
  return name
}

const routed = (target: Target, route: object) => ({ routes: [{ model: target.estate.models.mini, ...route }] })

export const routeCases: ConformanceCase[] = [
  {
    name: 'answers by the model a rule names, says so on the answer, and why in its trace',
    async run(target) {
      const { mini } = target.estate.models
      const other = await modelAt(target, 'apimaoai01')
      const rules = [{ model: other, header: { name: 'x-tier', value: 'free' } }]
      const { key, productId } = await productWith(target, routed(target, { rules }), [])
      const call = (headers: Record<string, string>) => post(target, '/v1/chat/completions', key, chat(mini, 'hi'), headers)
      await until(async () => (await call({ 'x-tier': 'free' })).headers.get('x-tollgate-model') === other)
      const plain = await call({})
      assert.deepEqual([plain.status, plain.headers.get('x-tollgate-model')], [200, null])
      const answer = await call({ 'x-tier': 'free' })
      const record = await recordOf(target, answer.headers.get('x-request-id'))
      assert.deepEqual([record.model, record.outcome], [other, 'answered'])
      const steps = (record.trace as Trace)?.steps ?? []
      assert.equal(steps.find(({ step }) => step === 'route')?.note, `${mini} → ${other}: rule 1: x-tier is free`)
      const preview = await target.api('GET', `/products/${productId}/route-preview?model=${mini}&header=x-tier: free`)
      assert.deepEqual(preview.answers, [{ model: other, percent: 100, why: 'rule 1: x-tier is free' }])
    },
  },
  {
    name: 'sends a share of the users to a canary, each always to the same',
    async run(target) {
      const { mini } = target.estate.models
      const canary = await modelAt(target, 'apimaoai02')
      const targets = [
        { model: mini, weight: 50 },
        { model: canary, weight: 50 },
      ]
      const { key } = await productWith(target, routed(target, { targets }), [])
      const modelOf = async (user: string) =>
        (await ask(target, key, { user, max_tokens: 5 }, 'hi')).headers.get('x-tollgate-model') ?? mini
      await until(async () => (await modelOf(`nobody ${Math.random()}`)) === canary)
      // All on one side: one run in 5 · 10^11.
      const users = Array.from({ length: 40 }, (_, i) => `user ${i}`)
      const first = await Promise.all(users.map(modelOf))
      assert.deepEqual(new Set(first), new Set([mini, canary]))
      assert.deepEqual(await Promise.all(users.map(modelOf)), first)
    },
  },
  {
    name: 'goes to the cheapest that can, and to a longer one where the prompt does not fit',
    async run(target) {
      const { mini } = target.estate.models
      const cheap = await modelAt(target, 'apimaoai01', { contextWindow: 200 })
      const targets = [{ model: mini }, { model: cheap }]
      const { key } = await productWith(target, routed(target, { choose: 'cheapest', targets }), [])
      const modelOf = async (words: number) =>
        (await ask(target, key, { max_tokens: 5 }, 'word '.repeat(words))).headers.get('x-tollgate-model') ?? mini
      await until(async () => (await modelOf(1)) === cheap)
      assert.equal(await modelOf(400), mini)
    },
  },
  {
    name: 'falls back where a model gives no answer: two records, each with its own model, and the answer’s id',
    async run(target) {
      const { mini } = target.estate.models
      const spare = await modelAt(target, 'apimaoai02')
      const shaky = await modelAt(target, 'apimaoai01')
      const settings = { models: [shaky, spare], routes: [{ model: shaky, fallbacks: [{ model: spare }] }] }
      const { key, productId } = await productWith(target, settings, [{ measure: 'tokens', ...daily, amount: 1_000_000 }])
      const call = (more: object = {}) => post(target, '/v1/chat/completions', key, chat(shaky, 'hi', { max_tokens: 7, ...more }))
      await until(async () => (await call()).status === 200)
      await withModes(target, { apimaoai01: { mode: 'status', code: 500 } }, async () => {
        for (const more of [{}, { stream: true }]) {
          const answer = await call(more)
          assert.deepEqual(
            [answer.status, answer.headers.get('x-tollgate-fallback'), answer.headers.get('x-tollgate-model')],
            [200, spare, spare],
          )
          const record = await recordOf(target, answer.headers.get('x-request-id'))
          assert.deepEqual([record.model, record.outcome], [spare, 'answered'])
          const steps = (record.trace as Trace)?.steps ?? []
          assert.equal(steps.find(({ step }) => step === 'route')?.note, `${shaky} → ${spare}: ${shaky} failed: no answer`)
        }
      })
      await until(async () => {
        const { items } = await target.api('GET', `/calls?productId=${productId}&outcome=failed`)
        const failed = items as { model: string; cost: string }[]
        return failed.length === 2 && failed.every(({ model, cost }) => model === shaky && cost === '0')
      })
      // What the failed ones held was given back.
      const used = (await limitsOf(target, key))[0]?.used ?? Number.NaN
      await until(async () => (await limitsOf(target, key))[0]?.used === used)
      assert.ok(used < 200, String(used))
      // Whoever asked for another model does not get this one's fallback.
      assert.equal((await post(target, '/v1/chat/completions', key, chat(mini, 'hi'))).body.error?.code, 'model_not_allowed')
    },
  },
  {
    name: 'falls back where a content filter refuses or the provider finds the prompt too long, for that cause alone',
    async run(target) {
      const spare = await modelAt(target, 'apimaoai02')
      const asked = await modelAt(target, 'apimaoai01', { contextWindow: 100_000_000 })
      const textOf = { filter: 'please trigger the content filter', context: 'x '.repeat(130_000) }
      for (const cause of ['filter', 'context'] as const) {
        const routes = [{ model: asked, fallbacks: [{ model: spare, on: [cause] }] }]
        const { key, productId } = await productWith(target, { models: [asked, spare], routes }, [])
        const call = (text: string) => post(target, '/v1/chat/completions', key, chat(asked, text, { max_tokens: 5 }))
        await until(async () => (await call('hi')).status === 200)
        // The other model's provider says no as well: its own words come back, and both were tried.
        const answer = await call(textOf[cause])
        assert.deepEqual([answer.status, answer.headers.get('x-tollgate-fallback')], [400, spare])
        const other = await call(textOf[cause === 'filter' ? 'context' : 'filter'])
        assert.deepEqual([other.status, other.headers.get('x-tollgate-fallback')], [400, null])
        await until(async () => {
          const { items } = await target.api('GET', `/calls?productId=${productId}&outcome=failed`)
          const models = (items as { model: string }[]).map(({ model }) => model).sort()
          return models.join() === [asked, asked, spare].sort().join()
        })
      }
    },
  },
  {
    name: 'sends to the cheaper model once a budget is nearly used',
    async run(target) {
      const { mini } = target.estate.models
      const cheap = await modelAt(target, 'apimaoai01')
      const rules = [{ model: cheap, budgetUsedPercent: 50 }]
      const { key } = await productWith(target, routed(target, { rules }), [
        { measure: 'cost', ...daily, amount: '0.001', currency: 'USD' },
      ])
      const modelOf = async () =>
        (await ask(target, key, { max_tokens: 100 }, 'word '.repeat(300))).headers.get('x-tollgate-model') ?? mini
      assert.equal(await modelOf(), mini)
      await until(async () => (await modelOf()) === cheap)
    },
  },
]
