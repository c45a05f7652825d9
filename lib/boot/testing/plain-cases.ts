/** The surfaces beside chat, by the official client: what they use is measured or counted, in tokens and in units. */
import assert from 'node:assert/strict'
import OpenAI, { toFile } from 'openai'
import { ask, daily, productWith, until } from '@/lib/boot/testing/limit-products'
import { type ConformanceCase, post, recordOf, seenUpstream, send, type Target, withModes } from '@/lib/boot/testing/target'

let made = 0

type Made = { client: OpenAI; model: string; key: string }

/** A model that can do one thing, at the simulated OpenAI or a resource of Azure's. */
async function modelFor(
  target: Target,
  capability: string,
  perMillion: object,
  { azure = false, settings = {} } = {},
): Promise<Made> {
  const { api, simulatorUrl, estate } = target
  const name = `${capability}-${++made}-${estate.models.mini}`
  const backend = await api('POST', '/backends', {
    name,
    ...(azure
      ? { provider: 'azure-openai', baseUrl: `${simulatorUrl}/apimaoai01`, apiVersion: '2024-10-21' }
      : { provider: 'openai', baseUrl: `${simulatorUrl}/openai/v1` }),
    credential: { kind: 'api-key', value: azure ? 'sim-apimaoai01-key' : 'sk-sim-openai-key' },
    deployments: [{ model: name, name: azure ? 'chat-mini-01' : 'gpt-4o-mini' }],
  })
  const pool = await api('POST', '/pools', {
    name,
    strategy: 'weighted',
    members: [{ backendId: backend.id, priority: 1, weight: 100 }],
  })
  const capabilities = [capability]
  await api('POST', '/models', { name, poolId: pool.id, capabilities, contextWindow: 8_000, maxOutputTokens: 4_000 })
  const effectiveFrom = '2026-01-01T00:00:00Z'
  await api('POST', '/prices', { model: name, currency: 'USD', effectiveFrom, perMillion })
  const { key } = await productWith(target, { models: [name], ...settings }, [])
  await until(async () => JSON.stringify((await send(target, 'GET', '/v1/models', bearer(key))).body).includes(name))
  return { client: new OpenAI({ apiKey: key, baseURL: `${target.url}/v1`, maxRetries: 0 }), model: name, key }
}

const bearer = (key: string) => ({ authorization: `Bearer ${key}` })
const sendForm = (target: Target, key: string, body: FormData) =>
  fetch(`${target.url}/v1/audio/transcriptions`, { method: 'POST', headers: bearer(key), body })
const textPrice = { input: '1', output: '2' }

const lastCall = async (target: Target, model: string) => {
  await until(async () => ((await target.api('GET', `/calls?model=${model}`)).items as unknown[]).length > 0)
  const { items } = await target.api('GET', `/calls?model=${model}`)
  return (items as { id: string }[])[0]?.id ?? ''
}

export const plainCases: ConformanceCase[] = [
  {
    name: 'completes the older way, plain and streaming, within the caller’s maximum and billed by the provider’s figures',
    async run(target) {
      const { client, model } = await modelFor(target, 'completions', textPrice)
      const { data, response } = await client.completions
        .create({ model, prompt: 'once upon a time', max_tokens: 3 })
        .withResponse()
      assert.deepEqual([data.choices[0]?.text, data.choices[0]?.finish_reason], [' and so it', 'length'])
      const record = await recordOf(target, response.headers.get('x-request-id'))
      assert.deepEqual([record.operation, record.measured, record.outcome], ['completions', 'measured', 'answered'])
      assert.equal((record.tokens as { output: number }).output, 3)
      const streamed = await client.completions.create({ model, prompt: ['once', 'twice'], stream: true }).withResponse()
      let text = ''
      for await (const chunk of streamed.data) {
        text += chunk.choices[0]?.text ?? ''
        assert.equal(chunk.usage ?? null, null)
      }
      assert.equal(text, ' and so it goes on until the end')
      const second = await recordOf(target, streamed.response.headers.get('x-request-id'))
      assert.deepEqual([second.streamed, second.measured], [true, 'measured'])
    },
  },
  {
    name: 'makes images, each priced, and counts them as units',
    async run(target) {
      const { client, model } = await modelFor(target, 'images', { ...textPrice, image: '40000' })
      const { data, response } = await client.images.generate({ model, prompt: 'a toll gate', n: 2 }).withResponse()
      assert.equal(data.data?.length, 2)
      const record = await recordOf(target, response.headers.get('x-request-id'))
      assert.deepEqual(record.units, [{ kind: 'images', amount: 2 }])
      assert.deepEqual([(record.tokens as { images: number }).images, record.cost], [2, '0.08'])
      const forcing = { settings: { requestForced: { temperature: 0.5, max_tokens: 9, user: 'forced' } } }
      const forced = await modelFor(target, 'images', textPrice, forcing)
      await forced.client.images.generate({ model: forced.model, prompt: `forced ${forced.model}` })
      const [seen] = await seenUpstream(target, `forced ${forced.model}`)
      const sent = JSON.parse(seen?.body ?? '{}')
      assert.deepEqual([sent.user, 'temperature' in sent, 'max_tokens' in sent], ['forced', false, false])
      // No price for images: its cost is unknown, never nothing.
      const unpriced = await modelFor(target, 'images', textPrice)
      await unpriced.client.images.generate({ model: unpriced.model, prompt: 'a bridge' })
      assert.equal((await target.api('GET', `/calls/${await lastCall(target, unpriced.model)}`)).cost, null)
    },
  },
  {
    name: 'speaks, moderates and reranks: sound as it came, nothing charged for moderation, searches and characters as units',
    async run(target) {
      const speech = await modelFor(target, 'speech', textPrice)
      const spoken = await speech.client.audio.speech.create({ model: speech.model, input: 'mind the gap', voice: 'alloy' })
      const sound = Buffer.from(await spoken.arrayBuffer())
      assert.deepEqual([spoken.headers.get('content-type'), sound.length, sound[0]], ['audio/mpeg', 3 * 417, 0xff])
      const heard = await recordOf(target, spoken.headers.get('x-request-id'))
      assert.deepEqual(
        [heard.units, heard.bytesOut, heard.measured, heard.cost],
        [[{ kind: 'characters', amount: 12 }], 3 * 417, 'estimated', null],
      )
      const moderation = await modelFor(target, 'moderations', textPrice)
      const judged = await moderation.client.moderations.create({ model: moderation.model, input: ['attack', 'hug'] })
      assert.deepEqual(
        judged.results.map(({ flagged }) => flagged),
        [true, false],
      )
      const judgedCall = await target.api('GET', `/calls/${await lastCall(target, moderation.model)}`)
      assert.deepEqual([judgedCall.cost, judgedCall.outcome], ['0', 'answered'])
      const rerank = await modelFor(target, 'rerank', textPrice)
      const body = { model: rerank.model, query: 'gate', documents: ['a gate', { text: 'a door' }, 'a wall'], top_n: 2 }
      const ranked = await post(target, '/v1/rerank', rerank.key, body)
      assert.deepEqual([ranked.status, (ranked.body as unknown as { results: unknown[] }).results.length], [200, 2])
      const record = await recordOf(target, ranked.headers.get('x-request-id'))
      assert.deepEqual(record.units, [{ kind: 'searches', amount: 1 }])
    },
  },
  {
    name: 'transcribes a recording that passes as it came, counts its seconds, and does not know what no price names',
    async run(target) {
      const { client, model, key } = await modelFor(target, 'transcriptions', textPrice)
      const sound = Buffer.from(Array.from({ length: 70_000 }, (_, i) => (i * 31) % 256))
      const file = await toFile(sound, 'gap.mp3', { type: 'audio/mpeg' })
      const { data, response } = await client.audio.transcriptions.create({ model, file, language: 'en' }).withResponse()
      assert.equal(data.text, 'mind the gap')
      const record = await recordOf(target, response.headers.get('x-request-id'))
      assert.deepEqual([record.units, record.cost, record.outcome], [[{ kind: 'seconds', amount: 3 }], null, 'answered'])
      assert.ok(Number(record.bytesIn) > 70_000)
      const refused = await post(target, '/v1/audio/transcriptions', key, { model })
      assert.deepEqual([refused.status, refused.body.error?.code], [400, 'invalid_request'])
      for (const stream of ['true', 'True', '1']) {
        const given = new FormData()
        for (const [name, value] of Object.entries({ model, stream })) given.set(name, value)
        given.set('file', new Blob([sound]), 'gap.mp3')
        assert.equal((await sendForm(target, key, given)).status, 400, stream)
      }
    },
  },
  {
    name: 'takes no picture, speech or recording of unknown cost against a budget, unless the budget allows it',
    async run(target) {
      const budget = { ...daily, measure: 'cost', amount: '0.000001', currency: 'USD' }
      for (const capability of ['transcriptions', 'images', 'speech']) {
        const { model } = await modelFor(target, capability, textPrice)
        const call = (key: string) => {
          if (capability === 'images') return post(target, '/v1/images/generations', key, { model, prompt: 'a gate' })
          if (capability === 'speech') return post(target, '/v1/audio/speech', key, { model, input: 'gap', voice: 'alloy' })
          const form = new FormData()
          form.set('model', model)
          form.set('file', new Blob(['sound']), 'gap.mp3')
          return sendForm(target, key, form)
        }
        const refusing = await productWith(target, { models: [model] }, [budget])
        const refused = await call(refusing.key)
        assert.deepEqual([refused.status, refused.headers.get('x-tollgate-code')], [403, 'price_unknown'], capability)
        const allowing = await productWith(target, { models: [model] }, [{ ...budget, unpriced: 'allow' }])
        assert.equal((await call(allowing.key)).status, 200, capability)
      }
    },
  },
  {
    name: 'takes every input embeddings have, and tells of one model',
    async run(target) {
      const { open, models } = target.estate
      for (const input of ['one', ['one', 'two'], [1, 2, 3], [[1, 2], [3]]]) {
        const answer = await post(target, '/v1/embeddings', open.key, { model: models.embed, input })
        assert.equal(answer.status, 200, answer.text)
      }
      const client = new OpenAI({ apiKey: open.key, baseURL: `${target.url}/v1`, maxRetries: 0 })
      assert.equal((await client.models.retrieve(models.mini)).id, models.mini)
      await assert.rejects(client.models.retrieve('nobody'), { status: 404 })
    },
  },
  {
    name: 'refuses by name what a model or its backend cannot do, and what no answer could be metered for',
    async run(target) {
      const { mini } = target.estate.models
      const code = async (path: string, key: string, body: object) => {
        const answer = await post(target, path, key, body)
        return [answer.status, answer.body.error?.code]
      }
      const { key } = target.estate.open
      assert.deepEqual(await code('/v1/images/generations', key, { model: mini, prompt: 'x' }), [400, 'invalid_request'])
      const images = await modelFor(target, 'images', textPrice)
      const asked = (body: object) => code('/v1/images/generations', images.key, { model: images.model, ...body })
      assert.deepEqual(await asked({}), [400, 'invalid_request'])
      assert.deepEqual(await asked({ prompt: 'x', n: 0 }), [400, 'invalid_request'])
      assert.deepEqual(await asked({ prompt: 'x', stream: true }), [400, 'invalid_request'])
      assert.deepEqual(await code('/v1/audio/translations', key, {}), [404, 'unsupported_surface'])
      // Azure OpenAI has no moderation: nobody is asked.
      const azure = await modelFor(target, 'moderations', textPrice, { azure: true })
      assert.deepEqual(await code('/v1/moderations', azure.key, { model: azure.model, input: 'x' }), [
        502,
        'upstream_misconfigured',
      ])
      const deployed = await modelFor(target, 'completions', textPrice, { azure: true })
      const path = `/openai/deployments/${deployed.model}/completions?api-version=2024-10-21`
      const answer = await send(target, 'POST', path, { 'api-key': deployed.key }, JSON.stringify({ prompt: 'x' }))
      assert.equal(answer.status, 200, answer.text)
      assert.equal((await ask(target, key, {}, 'still there')).status, 200)
    },
  },
  {
    name: 'fails as any call does where nobody can answer, and goes on afterwards',
    async run(target) {
      const { client, model } = await modelFor(target, 'completions', textPrice)
      await withModes(target, { openai: { mode: 'status', code: 500 } }, async () => {
        await assert.rejects(client.completions.create({ model, prompt: 'x' }), { status: 502 })
      })
      await until(async () => {
        const answer = await client.completions.create({ model, prompt: 'x' }).catch(() => null)
        return answer !== null
      })
    },
  },
]
