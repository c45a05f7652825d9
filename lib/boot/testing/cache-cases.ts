/** Products that keep answers: who gets which, what it costs, and what makes a call go past. */
import assert from 'node:assert/strict'
import { ask, daily, limitsOf, productWith, until } from '@/lib/boot/testing/limit-products'
import {
  type ConformanceCase,
  chat,
  type JsonReply,
  post,
  recordOf,
  seenUpstream,
  send,
  type Target,
  withModes,
} from '@/lib/boot/testing/target'

const exact = { cache: { mode: 'exact' } }

let asked = 0
/** A question nobody has asked before. */
const question = (target: Target) => `question ${++asked} of ${target.estate.models.mini}`

const how = (answer: JsonReply) => answer.headers.get('x-cache')
const fetched = async (target: Target, text: string) => (await seenUpstream(target, text)).length

export const cacheCases: ConformanceCase[] = [
  {
    name: 'answers an equal question from the cache at no cost, says so, and books what it saved',
    async run(target) {
      const { key } = await productWith(target, exact, [{ measure: 'tokens', ...daily, amount: 1_000_000 }])
      const text = question(target)
      const first = await ask(target, key, { temperature: 0.5 }, text)
      const used = (await limitsOf(target, key))[0]?.used
      const second = await post(target, '/v1/chat/completions', key, {
        temperature: 0.5,
        user: 'somebody else',
        messages: [{ content: text, role: 'user' }],
        model: target.estate.models.mini,
      })
      assert.deepEqual([how(first), how(second), second.status], ['MISS', 'HIT', 200])
      assert.equal(second.text, first.text)
      assert.match(second.headers.get('age') ?? '', /^\d+$/)
      assert.notEqual(second.headers.get('x-request-id'), first.headers.get('x-request-id'))
      assert.equal(await fetched(target, text), 1)
      assert.equal((await limitsOf(target, key))[0]?.used, used)
      const record = await recordOf(target, second.headers.get('x-request-id'))
      const made = await recordOf(target, first.headers.get('x-request-id'))
      assert.deepEqual(
        [record.outcome, record.code, record.cost, record.saved, record.backendId, record.attempts],
        ['answered', 'cache_hit', '0', made.cost, null, 0],
      )
      assert.notEqual(made.cost, '0')
      assert.equal(made.saved, '0')
    },
  },
  {
    name: 'keeps a stream and plays it again as a stream',
    async run(target) {
      const { key } = await productWith(target, exact, [])
      const text = question(target)
      const stream = { stream: true, stream_options: { include_usage: true } }
      const first = await ask(target, key, stream, text)
      await until(async () => how(await ask(target, key, stream, text)) === 'HIT')
      const second = await ask(target, key, stream, text)
      assert.equal(second.headers.get('content-type'), 'text/event-stream; charset=utf-8')
      assert.equal(second.text, first.text)
      assert.match(second.text, /"usage":\{/)
      assert.match(second.text, /data: \[DONE\]\n\n$/)
      // Whoever did not ask for the usage must not be sent it.
      const plain = await ask(target, key, { stream: true }, text)
      assert.equal(how(plain), 'MISS')
      assert.equal(await fetched(target, text), 2)
    },
  },
  {
    name: 'goes past the cache for high temperatures, tools, images and whoever says no-store',
    async run(target) {
      const { key } = await productWith(target, exact, [])
      const tools = [{ type: 'function', function: { name: 'f', parameters: { type: 'object' } } }]
      const image = { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } }
      for (const more of [{ temperature: 1.5 }, { tools }, { messages: [{ role: 'user', content: [image] }] }]) {
        const text = question(target)
        for (let i = 0; i < 2; i++) assert.equal(how(await ask(target, key, more, text)), 'BYPASS')
      }
      const text = question(target)
      const call = (directive: string) =>
        post(target, '/v1/chat/completions', key, chat(target.estate.models.mini, text), { 'cache-control': directive })
      assert.equal(how(await call('no-store')), 'BYPASS')
      assert.equal(how(await call('max-age=60')), 'MISS')
      assert.equal(how(await call('max-age=60')), 'HIT')
      assert.equal(how(await call('no-cache')), 'MISS')
      assert.equal(how(await call('max-age=0')), 'MISS')
      assert.equal(how(await call('')), 'HIT')
      assert.equal(await fetched(target, text), 4)
      // A product that keeps nothing says nothing of a cache.
      assert.equal(how(await ask(target, target.estate.open.key, {}, text)), null)
    },
  },
  {
    name: 'never gives a tenant another one’s answer, nor across products, models, dialects, and what else answers are kept apart by',
    async run(target) {
      const { mini, embed } = target.estate.models
      for (const mode of [{ mode: 'exact' }, { mode: 'semantic', semantic: { embeddingModel: embed, threshold: 0.5 } }]) {
        const mine = await productWith(target, { cache: { ...mode, isolateBy: 'tenant' } }, [])
        const theirs = await strangerTo(target, mine.productId)
        const elsewhere = await productWith(target, { cache: mode }, [])
        const text = question(target)
        const ask = (key: string, more: object = {}, path = '/v1/chat/completions') =>
          post(target, path, key, { ...chat(mini, text), ...more })
        assert.equal(how(await ask(mine.key)), 'MISS')
        assert.equal(how(await ask(mine.key)), 'HIT')
        // Asked twice: what is the stranger's own is kept for the stranger.
        assert.deepEqual([how(await ask(theirs)), how(await ask(theirs))], ['MISS', 'HIT'])
        assert.equal(how(await ask(elsewhere.key)), 'MISS')
        assert.equal(how(await ask(mine.key, {}, `/openai/deployments/${mini}/chat/completions?api-version=2024-10-21`)), 'MISS')
        for (const other of [{ temperature: 0 }, { seed: 7 }, { stream: true }, { response_format: { type: 'json_object' } }])
          assert.equal(how(await ask(mine.key, other)), 'MISS')
      }
      for (const isolateBy of ['subscription', 'user', 'header'] as const) {
        const { key, productId } = await productWith(target, { cache: { mode: 'exact', isolateBy, header: 'x-team' } }, [])
        const sister = await sisterOf(target, productId)
        const text = question(target)
        const call = (as: string, user: string, team: string) =>
          post(target, '/v1/chat/completions', as, chat(mini, text, { user }), { 'x-team': team })
        assert.equal(how(await call(key, 'a', 'one')), 'MISS')
        assert.equal(how(await call(key, 'a', 'one')), 'HIT')
        assert.equal(how(await call(sister, 'a', 'one')), isolateBy === 'header' ? 'HIT' : 'MISS')
        assert.equal(how(await call(key, 'b', 'one')), isolateBy === 'user' ? 'MISS' : 'HIT')
        assert.equal(how(await call(key, 'a', 'two')), isolateBy === 'header' ? 'MISS' : 'HIT')
      }
    },
  },
  {
    name: 'keeps no stream that broke off, and no failure',
    async run(target) {
      const { key } = await productWith(target, exact, [])
      const text = question(target)
      const broken = { mode: 'die-mid-stream', afterChunks: 3 }
      await withModes(target, { apimaoai01: broken, apimaoai02: broken, openai: broken }, async () => {
        for (let i = 0; i < 2; i++) {
          const answer = await ask(target, key, { stream: true }, text)
          assert.equal(how(answer), 'MISS')
          assert.match(answer.text, /"error":/)
        }
      })
      const answers = [await ask(target, key, { stream: true }, text), await ask(target, key, { stream: true }, text)]
      assert.deepEqual(answers.map(how), ['MISS', 'HIT'])
    },
  },
  {
    name: 'serves what it has where a quota is used up, if the product says so',
    async run(target) {
      const text = question(target)
      const limit = { measure: 'requests', ...daily, amount: 1 }
      const generous = await productWith(target, { cache: { mode: 'exact', servesWhenExhausted: true } }, [limit])
      const strict = await productWith(target, exact, [limit])
      for (const { key } of [generous, strict]) assert.equal((await ask(target, key, {}, text)).status, 200)
      const served = await ask(target, generous.key, {}, text)
      assert.deepEqual([served.status, how(served)], [200, 'HIT'])
      assert.equal((await ask(target, generous.key, {}, question(target))).body.error?.code, 'quota_exceeded')
      assert.equal((await ask(target, strict.key, {}, text)).body.error?.code, 'quota_exceeded')
      const record = await recordOf(target, served.headers.get('x-request-id'))
      assert.deepEqual([record.outcome, record.code, record.cost], ['answered', 'cache_hit', '0'])
    },
  },
  {
    name: 'goes by each caller’s own rule, whoever asked first',
    async run(target) {
      const rules = [{ header: { name: 'x-kind', value: 'news' }, ttlSeconds: 0 }]
      const { key } = await productWith(target, { cache: { mode: 'exact', rules } }, [])
      const text = question(target)
      const call = async (kind: string) =>
        how(await post(target, '/v1/chat/completions', key, chat(target.estate.models.mini, text), { 'x-kind': kind }))
      const seen: unknown[] = []
      for (const kind of ['news', 'other', 'news', 'other']) seen.push(await call(kind))
      assert.deepEqual(seen, ['BYPASS', 'MISS', 'BYPASS', 'HIT'])
      assert.equal(await fetched(target, text), 3)
    },
  },
  {
    name: 'holds what it serves beyond a quota to every other limit, and counts it there',
    async run(target) {
      const rate = { measure: 'requests', window: { kind: 'rate', seconds: 3_600 }, amount: 2 }
      const cache = { mode: 'exact', servesWhenExhausted: true }
      const { key, limitIds } = await productWith(target, { cache }, [{ measure: 'requests', ...daily, amount: 1 }, rate])
      const text = question(target)
      const answers: JsonReply[] = []
      for (let i = 0; i < 4; i++) answers.push(await ask(target, key, {}, text))
      assert.deepEqual(
        answers.map(({ status, body }) => body.error?.code ?? status),
        [200, 200, 'rate_limit_exceeded', 'rate_limit_exceeded'],
      )
      assert.deepEqual(
        (await limitsOf(target, key)).map(({ used }) => used),
        [1, 2],
      )
      const record = await recordOf(target, answers[2]?.headers.get('x-request-id') ?? null)
      assert.deepEqual([record.outcome, record.code, record.limitId], ['refused', 'rate_limit_exceeded', limitIds[1]])
    },
  },
  {
    name: 'serves nothing kept before a purge of its tenant, product or model, and what others keep all the same',
    async run(target) {
      const mine = await productWith(target, exact, [])
      const other = await productWith(target, exact, [])
      const text = question(target)
      const models = (await target.api('GET', `/models?search=${target.estate.models.mini}`)).items as { id: string }[]
      const hits = async (key: string) => how(await ask(target, key, {}, text)) === 'HIT'
      const warm = async () => {
        for (const { key } of [mine, other]) {
          await ask(target, key, {}, text)
          assert.ok(await hits(key))
        }
      }
      await warm()
      await target.api('POST', '/cache/purges', { productId: mine.productId })
      await until(async () => !(await hits(mine.key)))
      assert.ok(await hits(other.key))
      for (const scope of [{ tenantId: target.estate.tenantId }, { modelId: models[0]?.id }]) {
        await warm()
        await target.api('POST', '/cache/purges', scope)
        await until(async () => !(await hits(mine.key)))
        assert.equal(await hits(other.key), false)
      }
    },
  },
]

/** The key of another tenant for the same product. */
async function strangerTo(target: Target, productId: string): Promise<string> {
  const name = `stranger ${++asked} of ${target.estate.models.mini}`
  const tenant = await target.api('POST', '/tenants', { name, costCentre: 'CC', timeZone: 'UTC', currency: 'USD' })
  return keyOf(target, tenant.id, productId, name)
}

/** Another subscription of the same tenant to the same product. */
function sisterOf(target: Target, productId: string): Promise<string> {
  return keyOf(target, target.estate.tenantId, productId, `sister ${++asked} of ${target.estate.models.mini}`)
}

async function keyOf({ api, ...target }: Target, tenantId: string, productId: string, name: string): Promise<string> {
  const subscription = await api('POST', '/subscriptions', { tenantId, productId, name })
  const { key } = await api('POST', `/subscriptions/${subscription.id}/keys`, { slot: 'primary' })
  const models = () => send({ api, ...target }, 'GET', '/v1/models', { authorization: `Bearer ${key}` })
  await until(async () => (await models()).status === 200)
  return key
}
