/** Calls that are answered, by the official clients: plain, streaming, tools, JSON, images, embeddings; each booked once. */
import assert from 'node:assert/strict'
import OpenAI, { AzureOpenAI } from 'openai'
import { type ConformanceCase, chat, post, recordOf, seenUpstream, send, type Target } from '@/lib/boot/testing/target'

const openai = ({ url, estate }: Target) => new OpenAI({ baseURL: `${url}/v1`, apiKey: estate.open.key, maxRetries: 0 })
const azure = ({ url, estate }: Target) =>
  new AzureOpenAI({ endpoint: url, apiKey: estate.open.key, apiVersion: '2024-10-21', maxRetries: 0 })

const tools = [
  {
    type: 'function' as const,
    function: { name: 'get_weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } },
  },
]

export const answerCases: ConformanceCase[] = [
  {
    name: 'keeps the tags a caller sends, and refuses those nobody could look for',
    async run(target) {
      const body = chat(target.estate.models.mini, 'say hello')
      const ask = (tags: string) =>
        post(target, '/v1/chat/completions', target.estate.open.key, body, { 'x-tollgate-tags': tags })
      const tagged = await ask('team=search, env=prod')
      assert.equal(tagged.status, 200, tagged.text)
      assert.deepEqual((await recordOf(target, tagged.headers.get('x-request-id'))).tags, ['env=prod', 'team=search'])
      const refused = await ask('team')
      assert.equal(refused.status, 400)
      assert.match(refused.text, /x-tollgate-tags/)
    },
  },
  {
    name: 'answers the OpenAI client and books tokens, cost, price and backend',
    async run(target) {
      const { data, response } = await openai(target)
        .chat.completions.create({
          model: target.estate.models.mini,
          messages: [{ role: 'user', content: 'say hello' }],
          max_tokens: 20,
        })
        .withResponse()
      assert.equal(data.choices[0]?.message.content, 'hello')
      const record = await recordOf(target, response.headers.get('x-request-id'))
      const tokens = record.tokens as Record<string, number>
      assert.equal((tokens.input ?? 0) + (tokens.cacheRead ?? 0), data.usage?.prompt_tokens)
      assert.equal((tokens.output ?? 0) + (tokens.reasoning ?? 0), data.usage?.completion_tokens)
      const nano = BigInt(tokens.input ?? 0) * 150n + BigInt(tokens.cacheRead ?? 0) * 75n + BigInt(tokens.output ?? 0) * 600n
      assert.equal(record.cost, decimal(nano))
      assert.equal(record.outcome, 'answered')
      assert.equal(record.measured, 'measured')
      assert.ok(record.priceId && record.backendId)
      assert.match(String(record.deployment), /^chat-mini-0[12]$/)
    },
  },
  {
    name: 'answers the AzureOpenAI client',
    async run(target) {
      const answer = await azure(target).chat.completions.create({
        model: target.estate.models.mini,
        messages: [{ role: 'user', content: 'say hello' }],
      })
      assert.equal(answer.choices[0]?.message.content, 'hello')
    },
  },
  {
    name: 'reads the key from each header Azure clients use',
    async run(target) {
      const { models, open } = target.estate
      const path = `/openai/deployments/${models.mini}/chat/completions?api-version=2024-10-21`
      const ways: Record<string, string>[] = [
        { 'api-key': open.key },
        { 'ocp-apim-subscription-key': open.key },
        { authorization: `Bearer ${open.key}` },
      ]
      for (const headers of ways) {
        const reply = await send(target, 'POST', path, headers, JSON.stringify(chat(models.mini, 'hi')))
        assert.equal(reply.status, 200, reply.text)
      }
      assert.equal((await post(target, '/openai/v1/chat/completions', open.key, chat(models.mini, 'hi'))).status, 200)
    },
  },
  {
    name: 'streams, and keeps the usage chunk to itself where nobody asked for it',
    async run(target) {
      const stream = openai(target).chat.completions.create({
        model: target.estate.models.mini,
        messages: [{ role: 'user', content: '[tokens=40] go' }],
        stream: true,
      })
      const { data, response } = await stream.withResponse()
      let text = ''
      for await (const chunk of data) {
        assert.equal(chunk.usage ?? null, null)
        text += chunk.choices[0]?.delta.content ?? ''
      }
      assert.ok(text.length > 20)
      const record = await recordOf(target, response.headers.get('x-request-id'))
      assert.equal((record.tokens as Record<string, number>).output, 40)
      assert.equal(record.measured, 'measured')
      assert.equal(record.streamed, true)
    },
  },
  {
    name: 'streams usage to a caller who asks for it',
    async run(target) {
      const stream = await azure(target).chat.completions.create({
        model: target.estate.models.mini,
        messages: [{ role: 'user', content: '[tokens=7] go' }],
        stream: true,
        stream_options: { include_usage: true },
      })
      let completion = 0
      for await (const chunk of stream) completion = chunk.usage?.completion_tokens ?? completion
      assert.equal(completion, 7)
    },
  },
  {
    name: 'passes tool calls, plain and streamed',
    async run(target) {
      const request = {
        model: target.estate.models.mini,
        messages: [{ role: 'user' as const, content: 'weather in Oslo?' }],
        tools,
        tool_choice: 'required' as const,
      }
      const plain = await openai(target).chat.completions.create(request)
      assert.equal(plain.choices[0]?.finish_reason, 'tool_calls')
      let name = ''
      let args = ''
      for await (const chunk of await openai(target).chat.completions.create({ ...request, stream: true })) {
        const call = chunk.choices[0]?.delta.tool_calls?.[0]
        name += call?.function?.name ?? ''
        args += call?.function?.arguments ?? ''
      }
      assert.equal(name, 'get_weather')
      assert.doesNotThrow(() => JSON.parse(args))
    },
  },
  {
    name: 'passes JSON mode and images',
    async run(target) {
      const json = await openai(target).chat.completions.create({
        model: target.estate.models.mini,
        messages: [{ role: 'user', content: 'json please' }],
        response_format: { type: 'json_object' },
      })
      assert.doesNotThrow(() => JSON.parse(json.choices[0]?.message.content ?? ''))
      const image =
        'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
      const vision = await openai(target).chat.completions.create({
        model: target.estate.models.mini,
        messages: [
          {
            role: 'user',
            content: [
              { type: 'text', text: 'what is this' },
              { type: 'image_url', image_url: { url: image, detail: 'low' } },
            ],
          },
        ],
      })
      assert.ok((vision.usage?.prompt_tokens ?? 0) >= 85)
    },
  },
  {
    name: 'embeds, and lists the models of the product',
    async run(target) {
      const { models } = target.estate
      const { data, response } = await openai(target)
        .embeddings.create({ model: models.embed, input: ['one', 'two'] })
        .withResponse()
      assert.equal(data.data.length, 2)
      const record = await recordOf(target, response.headers.get('x-request-id'))
      assert.equal((record.tokens as Record<string, number>).input, data.usage.prompt_tokens)
      const listed = (await openai(target).models.list()).data.map(({ id }) => id)
      assert.deepEqual(listed, [models.embed, models.mini].sort())
      assert.equal((await openai(target).models.retrieve(models.mini)).id, models.mini)
      await assert.rejects(openai(target).models.retrieve(models.large), { status: 404 })
    },
  },
  {
    name: 'turns the older prompt shape into messages and fills in the product defaults',
    async run(target) {
      const { models, defaults } = target.estate
      const reply = await post(target, '/v1/chat/completions', defaults.key, { model: models.mini, prompt: 'older-shape' })
      assert.equal(reply.status, 200, reply.text)
      const [seen] = await seenUpstream(target, 'older-shape')
      const body = JSON.parse(seen?.body ?? '{}')
      assert.deepEqual(body.messages, [{ role: 'user', content: 'older-shape' }])
      assert.equal(body.prompt, undefined)
      assert.equal(body.temperature, 0.25)
      assert.equal(body.max_tokens, 33)
      await post(
        target,
        '/v1/chat/completions',
        defaults.key,
        chat(models.mini, 'own-maximum', { max_completion_tokens: 5, temperature: 1 }),
      )
      const own = JSON.parse((await seenUpstream(target, 'own-maximum'))[0]?.body ?? '{}')
      assert.equal(own.temperature, 1)
      assert.equal(own.max_tokens, undefined)
    },
  },
  {
    name: 'sends the provider its own credential and nothing of the caller',
    async run(target) {
      const { models, open } = target.estate
      await post(target, '/v1/chat/completions', open.key, chat(models.mini, 'headers-check'), {
        cookie: 'a=b',
        'x-secret-header': 'c',
        'x-forwarded-for': '1.2.3.4',
      })
      const [seen] = await seenUpstream(target, 'headers-check')
      assert.ok(seen)
      const sent = JSON.stringify(seen.headers)
      assert.equal(sent.includes(open.key), false)
      for (const name of ['cookie', 'x-secret-header', 'x-forwarded-for', 'authorization'])
        assert.equal(name in seen.headers, false, name)
      assert.match(seen.headers['api-key'] ?? '', /^sim-apimaoai0[12]-key$/)
    },
  },
]

function decimal(nano: bigint): string {
  const text = nano.toString().padStart(10, '0')
  return `${text.slice(0, -9)}.${text.slice(-9)}`.replace(/\.?0+$/, '') || '0'
}
