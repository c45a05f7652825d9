/** The Responses API by the official client, and turns that stay where their response lives. */
import assert from 'node:assert/strict'
import OpenAI from 'openai'
import { buildPool, type PoolEstate, type PoolMemberPlan } from '@/lib/boot/testing/pool-estate'
import { type ConformanceCase, post, recordOf, seenUpstream, type Target, withModes } from '@/lib/boot/testing/target'

const clientOf = ({ url }: Target, { key }: PoolEstate) => new OpenAI({ baseURL: `${url}/v1`, apiKey: key.key, maxRetries: 0 })

/** OpenAI and an Azure resource, equals: a turn that goes astray is one that the other has never heard of. */
const two = ({ simulatorUrl }: Target): PoolMemberPlan[] => [
  { baseUrl: `${simulatorUrl}/openai/v1`, deployment: 'gpt-4o-mini', priority: 1 },
  { baseUrl: `${simulatorUrl}/apimaoai01/openai/v1`, deployment: 'chat-mini-01', key: 'sim-apimaoai01-key', priority: 1 },
]
const tokensOf = (record: Record<string, unknown>) => record.tokens as Record<string, number>

export const responsesCases: ConformanceCase[] = [
  {
    name: 'answers the Responses API, plain and streaming, and books it to the token',
    async run(target) {
      const pool = await buildPool(target, 'responses', two(target))
      const client = clientOf(target, pool)
      const asked = { model: pool.model, instructions: 'Be brief.', input: '[tokens=40] go', max_output_tokens: 60 }
      const { data, response } = await client.responses.create(asked).withResponse()
      assert.ok(data.output_text.length > 20)
      const plain = await recordOf(target, response.headers.get('x-request-id'))
      assert.deepEqual([plain.operation, plain.outcome, plain.measured], ['responses', 'answered', 'measured'])
      assert.equal(tokensOf(plain).output, 40)
      assert.equal((tokensOf(plain).input ?? 0) + (tokensOf(plain).cacheRead ?? 0), data.usage?.input_tokens)

      const stream = await client.responses.create({ ...asked, stream: true }).withResponse()
      let text = ''
      let ending: OpenAI.Responses.Response | null = null
      const ids = new Set<string>()
      for await (const event of stream.data) {
        if (event.type === 'response.output_text.delta') text += event.delta
        if ('response' in event) ids.add(event.response.id)
        if (event.type === 'response.completed') ending = event.response
      }
      assert.equal(text, ending?.output_text ?? text)
      assert.equal(text, data.output_text)
      assert.equal(ids.size, 1)
      const streamed = await recordOf(target, stream.response.headers.get('x-request-id'))
      assert.deepEqual([streamed.outcome, streamed.measured, tokensOf(streamed).output], ['answered', 'measured', 40])
    },
  },
  {
    name: 'keeps every later turn of a response with the backend that made it, plain and streaming',
    async run(target) {
      const pool = await buildPool(target, 'turns', two(target))
      const client = clientOf(target, pool)
      const homes = new Set<unknown>()
      for (let chain = 0; chain < 4; chain++) {
        let previous = null as OpenAI.Responses.Response | null
        const backends = new Set<unknown>()
        for (let turn = 0; turn < 4; turn++) {
          const asked = { model: pool.model, input: `turn ${chain}.${turn}`, previous_response_id: previous?.id ?? null }
          const answer: { data: OpenAI.Responses.Response; response: Response } =
            turn % 2 === 0 ? await client.responses.create(asked).withResponse() : await streamed(client, asked)
          assert.equal(answer.data.previous_response_id ?? null, previous?.id ?? null)
          backends.add((await recordOf(target, answer.response.headers.get('x-request-id'))).backendId)
          previous = answer.data
        }
        assert.equal(backends.size, 1)
        for (const backend of backends) homes.add(backend)
      }
      assert.equal(homes.size, 2)
    },
  },
  {
    name: 'goes on with no response of another tenant, of nobody, or of a provider it was never told of',
    async run(target) {
      const [mine, theirs] = await Promise.all([buildPool(target, 'mine', two(target)), buildPool(target, 'theirs', two(target))])
      assert.ok(mine && theirs)
      const { id } = await clientOf(target, theirs).responses.create({ model: theirs.model, input: 'a secret' })
      const raw = /^resp_[\w-]{8}[0-9a-f]{16}_(resp_.+)$/.exec(id)?.[1]
      assert.ok(raw)
      for (const stranger of [id, raw, id.replace(/_[\w-]/, '_x'), 'resp_x', 7]) {
        const body = { model: mine.model, input: 'what did they say?', previous_response_id: stranger }
        const reply = await post(target, '/v1/responses', mine.key.key, body)
        assert.deepEqual([reply.status, reply.body.error?.code], [400, 'invalid_request'], String(stranger))
      }
    },
  },
  {
    name: 'says so where the backend of a response is out, and sends its next turn to nobody else',
    async run(target) {
      const breaker = { failureCondition: { count: 1, interval: 'PT1M' }, tripDuration: 'PT30S' }
      const lastResort = { kind: 'model', model: target.estate.models.mini }
      const pool = await buildPool(target, 'pinned', two(target).slice(0, 2), { breaker, lastResort })
      const client = clientOf(target, pool)
      const homeOf = async (response: Response) => (await recordOf(target, response.headers.get('x-request-id'))).backendId
      let made = await client.responses.create({ model: pool.model, input: 'begin' }).withResponse()
      while ((await homeOf(made.response)) !== pool.backendIds[0])
        made = await client.responses.create({ model: pool.model, input: 'begin' }).withResponse()
      await withModes(target, { openai: { mode: 'down' } }, async () => {
        const next = { model: pool.model, input: 'go on', previous_response_id: made.data.id }
        const replies = [
          await post(target, '/v1/responses', pool.key.key, next),
          await post(target, '/v1/responses', pool.key.key, next),
        ]
        assert.deepEqual(
          replies.map(({ status, body }) => [status, body.error?.code]),
          [
            [502, 'upstream_failed'],
            [503, 'no_backend_available'],
          ],
        )
        assert.ok(Number(replies[1]?.headers.get('retry-after')) > 20)
        const { trace } = await recordOf(target, replies[0]?.headers.get('x-request-id') ?? null)
        assert.equal((trace as { attempts: { why: string }[] }).attempts[0]?.why, 'the response lives there')
        // A new conversation goes where it can be had.
        assert.equal((await post(target, '/v1/responses', pool.key.key, { model: pool.model, input: 'anew' })).status, 200)
      })
    },
  },
  {
    name: 'speaks the Responses API to Azure too, and bounds an answer there as everywhere',
    async run(target) {
      const { models, smallRate } = target.estate
      const reply = await post(target, '/openai/v1/responses', smallRate.key, {
        model: models.mini,
        input: 'say bounded-response',
      })
      assert.equal(reply.status, 200, reply.text)
      const [seen] = await seenUpstream(target, 'bounded-response')
      assert.match(seen?.path ?? '', /^\/apimaoai0[12]\/openai\/v1\/responses$/)
      const body = JSON.parse(seen?.body ?? '{}')
      assert.match(body.model, /^chat-mini-0[12]$/)
      assert.ok(body.max_output_tokens >= 16 && body.max_output_tokens < 1_000, String(body.max_output_tokens))
      assert.equal(reply.headers.get('x-tollgate-output-cap'), String(body.max_output_tokens))
    },
  },
  {
    name: 'refuses responses that could not be metered',
    async run(target) {
      const { models, open } = target.estate
      for (const more of [{ background: true }, { conversation: 'conv_1' }, { input: [] }, { max_output_tokens: 'many' }]) {
        const reply = await post(target, '/v1/responses', open.key, { model: models.mini, input: 'hi', ...more })
        assert.deepEqual([reply.status, reply.body.error?.code], [400, 'invalid_request'], JSON.stringify(more))
      }
      const reply = await post(target, '/v1/responses/resp_1/cancel', open.key, {})
      assert.equal(reply.body.error?.code, 'unsupported_surface')
    },
  },
]

async function streamed(client: OpenAI, asked: { model: string; input: string; previous_response_id: string | null }) {
  const { data, response } = await client.responses.create({ ...asked, stream: true }).withResponse()
  let made: OpenAI.Responses.Response | null = null
  for await (const event of data) if (event.type === 'response.completed') made = event.response
  assert.ok(made)
  return { data: made, response }
}
