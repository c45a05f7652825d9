/** Products that keep answers by the meaning of questions. */
import assert from 'node:assert/strict'
import { ask, daily, limitsOf, productWith, until } from '@/lib/boot/testing/limit-products'
import { startOddProvider } from '@/lib/boot/testing/odd-provider'
import { type ConformanceCase, type JsonReply, recordOf, seenUpstream, type Target } from '@/lib/boot/testing/target'

const how = (answer: JsonReply) => answer.headers.get('x-cache')

const byMeaning = (target: Target, more: object = {}) => ({
  cache: { mode: 'semantic', semantic: { embeddingModel: target.estate.models.embed, threshold: 0.9, ...more } },
})

/** Alike by most of their words, as far as the simulated model can tell. */
const questions = (tag: string) => ({
  first: `how do I reset the password of my account please ${tag}`,
  alike: `how do I reset the password of my account ${tag}`,
  other: `who may delete a subscription ${tag}`,
})

export const semanticCases: ConformanceCase[] = [
  {
    name: 'answers a question that means the same from the cache, books the comparing at its own price, and no other question',
    async run(target) {
      const { key } = await productWith(target, byMeaning(target), [{ measure: 'tokens', ...daily, amount: 1_000_000 }])
      const { first, alike, other } = questions(`one ${target.estate.models.mini}`)
      const made = await ask(target, key, {}, first)
      assert.equal(how(made), 'MISS')
      const before = (await limitsOf(target, key))[0]?.used ?? 0
      const found = await ask(target, key, {}, alike)
      assert.deepEqual([how(found), found.text], ['SEMANTIC', made.text])
      assert.equal(how(await ask(target, key, {}, first)), 'HIT')
      assert.equal(how(await ask(target, key, {}, other)), 'MISS')
      const record = await recordOf(target, found.headers.get('x-request-id'))
      assert.deepEqual([record.code, record.cost], ['semantic_cache_hit', '0'])
      assert.notEqual(record.saved, '0')
      // The comparing is counted and booked; of the answer that was served nothing is.
      assert.ok(((await limitsOf(target, key))[0]?.used ?? 0) > before)
      await until(async () => {
        const { items } = await target.api('GET', `/calls?productId=${record.productId}&operation=cache-embeddings`)
        const calls = items as { cost: string; code: string; outcome: string }[]
        return (
          calls.length === 3 &&
          calls.every((one) => one.cost !== '0' && one.outcome === 'answered' && one.code === 'cache_embedding')
        )
      })
      assert.equal((await seenUpstream(target, alike)).filter(({ path }) => path.includes('chat')).length, 0)
    },
  },
  {
    name: 'compares the last message alone: another system prompt, parameter or earlier turn is another question',
    async run(target) {
      const { key } = await productWith(target, byMeaning(target), [])
      const { first, alike } = questions(`two ${target.estate.models.mini}`)
      const user = (content: string) => ({ role: 'user', content })
      const system = (content: string) => ({ role: 'system', content })
      const turn = (content: string) => [user(content), { role: 'assistant', content: 'yes' }]
      await ask(target, key, { messages: [system('be brief'), user(first)] })
      const asked = async (more: object) => how(await ask(target, key, more))
      assert.equal(await asked({ messages: [system('be brief'), user(alike)] }), 'SEMANTIC')
      assert.equal(await asked({ messages: [system('be long'), user(alike)] }), 'MISS')
      assert.equal(await asked({ messages: [system('be brief'), user(`${alike} sir`)], temperature: 0 }), 'MISS')
      assert.equal(await asked({ messages: [system('be brief'), ...turn('hm'), user(alike)] }), 'MISS')
      // Too long to be in its last message alone: the same words, but not alike.
      const long = [...turn('a'), ...turn('b')]
      assert.equal(await asked({ messages: [...long, user(first)] }), 'MISS')
      assert.equal(await asked({ messages: [...long, user(alike)] }), 'MISS')
    },
  },
  {
    name: 'shares between system prompts where the product says so',
    async run(target) {
      const { key } = await productWith(target, byMeaning(target, { ignoresSystemPrompt: true }), [])
      const { first, alike } = questions(`three ${target.estate.models.mini}`)
      const messages = (prompt: string, content: string) => [
        { role: 'system', content: prompt },
        { role: 'user', content },
      ]
      await ask(target, key, { messages: messages('be brief', first) })
      assert.equal(how(await ask(target, key, { messages: messages('be long', alike) })), 'SEMANTIC')
    },
  },
  {
    name: 'goes on without where the embedding model is slow, and books that',
    async run(target) {
      const odd = await startOddProvider()
      try {
        const { api, estate } = target
        const name = `never-embeds-${estate.models.mini}`
        const backend = await api('POST', '/backends', {
          name,
          provider: 'openai',
          baseUrl: odd.urlOf('never answers'),
          credential: { kind: 'api-key', value: 'k' },
          deployments: [{ model: name, name: 'm' }],
        })
        const pool = await api('POST', '/pools', { name, members: [{ backendId: backend.id, priority: 1 }] })
        await api('POST', '/models', {
          name,
          poolId: pool.id,
          capabilities: ['embeddings'],
          contextWindow: 8_000,
          maxOutputTokens: 1,
        })
        const { key, productId } = await productWith(target, byMeaning(target, { embeddingModel: name }), [])
        const { first } = questions(`five ${estate.models.mini}`)
        const answer = await ask(target, key, {}, first)
        assert.deepEqual([answer.status, how(answer), odd.countOf('never answers')], [200, 'MISS', 1])
        // Until then it is listened to, for its true usage.
        await odd.close()
        await until(async () => {
          const { items } = await api('GET', `/calls?productId=${productId}&operation=cache-embeddings`)
          const calls = items as { code: string; outcome: string }[]
          return calls.some(({ code, outcome }) => code === 'upstream_timeout' && outcome === 'failed')
        })
      } finally {
        await odd.close()
      }
    },
  },
  {
    name: 'goes on without where the question cannot be compared',
    async run(target) {
      const { key, productId } = await productWith(target, byMeaning(target), [])
      const { embed, mini } = target.estate.models
      // No room for the embedding alone.
      await target.api('POST', '/limits', {
        name: `no embeddings ${mini}`,
        scope: { productId, model: embed },
        countBy: 'platform',
        measure: 'tokens',
        ...daily,
        amount: 1,
      })
      await until(async () => {
        const tag = `four ${mini} ${Math.random()}`
        const { first, alike } = questions(tag)
        await ask(target, key, {}, first)
        const answer = await ask(target, key, {}, alike)
        assert.equal(answer.status, 200)
        return how(answer) === 'MISS'
      })
    },
  },
]
