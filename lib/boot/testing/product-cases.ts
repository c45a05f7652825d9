/** What a product changes about its calls: fields it forces, headers both ways, pages that may call, and its end. */
import assert from 'node:assert/strict'
import { ask, productWith, until } from '@/lib/boot/testing/limit-products'
import { type ConformanceCase, chat, post, seenUpstream, send, type Target } from '@/lib/boot/testing/target'

const page = 'https://app.example.com'
const elsewhere = 'https://elsewhere.example.com'

const preflight = (target: Target, origin: string) =>
  send(target, 'OPTIONS', '/v1/chat/completions', {
    origin,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'authorization,content-type',
  })

export const productCases: ConformanceCase[] = [
  {
    name: 'lets a key that is for some models call those and list no other',
    async run(target) {
      const { models, open } = target.estate
      const { key } = await target.api('POST', `/subscriptions/${open.subscriptionId}/keys`, {
        slot: 'secondary',
        models: [models.embed],
      })
      const asked = () => post(target, '/v1/embeddings', key, { model: models.embed, input: 'for this' })
      await until(async () => (await asked()).status === 200)
      const refused = await post(target, '/v1/chat/completions', key, chat(models.mini, 'not for this'))
      assert.deepEqual([refused.status, refused.body.error?.code], [404, 'model_not_allowed'])
      const listed = await send(target, 'GET', '/v1/models', { authorization: `Bearer ${key}` })
      const { data } = listed.body as unknown as { data: { id: string }[] }
      assert.deepEqual(
        data.map(({ id }) => id),
        [models.embed],
      )
      assert.equal((await send(target, 'GET', `/v1/models/${models.mini}`, { authorization: `Bearer ${key}` })).status, 404)
    },
  },
  {
    name: 'sets what a product forces, whatever the caller wrote, and only where the surface knows it',
    async run(target) {
      const { models } = target.estate
      const { key } = await productWith(target, { requestForced: { temperature: 0.125, max_tokens: 17, user: 'forced' } }, [])
      const wish = { temperature: 1, max_completion_tokens: 500, user: 'own' }
      const text = `forced ${models.mini}`
      assert.equal((await ask(target, key, wish, text)).status, 200)
      const [seen] = await seenUpstream(target, text)
      const body = JSON.parse(seen?.body ?? '{}')
      assert.deepEqual([body.temperature, body.max_tokens ?? body.max_completion_tokens, body.user], [0.125, 17, 'forced'])
      const embedded = `embedded ${models.embed}`
      assert.equal((await post(target, '/v1/embeddings', key, { model: models.embed, input: embedded })).status, 200)
      const [other] = await seenUpstream(target, embedded)
      const sent = JSON.parse(other?.body ?? '{}')
      assert.deepEqual([sent.user, 'temperature' in sent, 'max_tokens' in sent], ['forced', false, false])
    },
  },
  {
    name: 'puts what the product says first, and answers in the short shape',
    async run(target) {
      const { models } = target.estate
      const settings = { systemPrompt: 'Answer like a pirate.', answerShape: 'short' }
      const { key } = await productWith(target, settings, [])
      const text = `first ${models.mini}`
      const answer = await ask(target, key, {}, text)
      assert.deepEqual(Object.keys(answer.body).sort(), ['answer', 'created', 'id', 'model', 'usage'])
      const [seen] = await seenUpstream(target, text)
      const [first, second] = JSON.parse(seen?.body ?? '{}').messages
      assert.deepEqual([first, second.content], [{ role: 'system', content: settings.systemPrompt }, text])
      const prompted = await post(target, '/v1/chat/completions', key, { model: models.mini, prompt: `asked ${models.mini}` })
      assert.equal(typeof (prompted.body as { answer?: unknown }).answer, 'string')
      const streamed = await ask(target, key, { stream: true }, text)
      assert.match(streamed.text, /chat\.completion\.chunk/)
      assert.equal((await ask(target, key, { n: 0 }, text)).body.error?.code, 'invalid_request')
    },
  },
  {
    name: 'sets and removes headers, to the backend and to the caller',
    async run(target) {
      const headerRules = {
        request: { set: { 'X-Team': 'cards' }, remove: ['User-Agent'] },
        answer: { set: { 'Strict-Transport-Security': 'max-age=60' }, remove: ['x-ms-region'] },
      }
      const { key } = await productWith(target, { headerRules }, [])
      const text = `headers ${target.estate.models.mini}`
      const answer = await ask(target, key, {}, text)
      assert.equal(answer.headers.get('strict-transport-security'), 'max-age=60')
      assert.equal(answer.headers.get('x-ms-region'), null)
      const [seen] = await seenUpstream(target, text)
      assert.equal(seen?.headers['x-team'], 'cards')
      assert.equal(seen?.headers['user-agent'], undefined)
      const plain = await ask(target, target.estate.open.key, {}, 'plain')
      assert.notEqual(plain.headers.get('x-ms-region'), null)
      assert.equal(plain.headers.get('strict-transport-security'), null)
    },
  },
  {
    name: 'lets the pages a product names call, tells others why not, and books nothing upstream for them',
    async run(target) {
      const { key } = await productWith(target, { corsOrigins: [page] }, [])
      const asked = await preflight(target, page)
      assert.equal(asked.status, 200)
      assert.equal(asked.headers.get('access-control-allow-origin'), page)
      assert.match(asked.headers.get('access-control-allow-headers') ?? '', /authorization/)
      assert.equal((await preflight(target, elsewhere)).body.error?.code, 'origin_not_allowed')
      const call = (origin: string, as: string, text: string) =>
        post(target, '/v1/chat/completions', as, chat(target.estate.models.mini, text), { origin })
      const answered = await call(page, key, 'from the page')
      assert.deepEqual([answered.status, answered.headers.get('access-control-allow-origin')], [200, page])
      const text = `from elsewhere ${target.estate.models.mini}`
      const refused = await call(elsewhere, key, text)
      assert.deepEqual([refused.status, refused.body.error?.code], [403, 'origin_not_allowed'])
      assert.deepEqual(await seenUpstream(target, text), [])
      // A refusal can be read by the page, too.
      const unknown = await call(page, 'tg_nobody', 'hi')
      assert.deepEqual([unknown.status, unknown.headers.get('access-control-allow-origin')], [401, page])
      // A product that says nothing of pages is not bothered by an origin.
      const open = await call(elsewhere, target.estate.open.key, 'hi')
      assert.deepEqual([open.status, open.headers.get('access-control-allow-origin')], [200, null])
    },
  },
  {
    name: 'says on each answer that a product ends, and refuses from the date on',
    async run(target) {
      const { key, productId } = await productWith(target, {}, [])
      const soon = new Date(Date.now() + 3_000).toISOString()
      await target.api('POST', `/products/${productId}/deprecate`, { retiresAt: soon, note: 'Use the other one.' })
      // Seen as deprecated first; then, nobody doing anything, the date comes.
      let told: string | null = null
      await until(async () => {
        const answer = await ask(target, key, {}, 'still there')
        told ??= answer.headers.get('sunset') && answer.headers.get('deprecation')
        return answer.body.error?.code === 'product_unavailable'
      })
      assert.match(told ?? '', /^@\d+$/)
      await target.api('POST', `/products/${productId}/publish`, {})
      await until(async () => (await ask(target, key, {}, 'back')).status === 200)
      assert.equal((await ask(target, key, {}, 'back')).headers.get('sunset'), null)
    },
  },
]
