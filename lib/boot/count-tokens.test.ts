import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildEstate, type Estate } from '@/lib/boot/testing/estate'
import { chat, post, recordOf, type Target } from '@/lib/boot/testing/target'
import { startTestGateway, type TestGateway } from '@/lib/boot/testing/test-gateway'

let gateway: TestGateway
let target: Target
let estate: Estate

beforeAll(async () => {
  gateway = await startTestGateway()
  estate = await buildEstate(gateway.api, gateway.simulator.url, 'count')
  target = { url: gateway.url, simulatorUrl: gateway.simulator.url, api: gateway.api, estate }
})
afterAll(() => gateway?.close())

it('counts a prompt as a request: limited as one, on the ledger, and at no cost', async () => {
  const path = '/anthropic/v1/messages/count_tokens'
  const count = () => post(target, path, estate.fewCalls.key, chat(estate.models.mini, 'How many words?'))
  const first = await count()
  expect([first.status, first.body]).toEqual([200, { input_tokens: expect.any(Number) }])
  await count()
  await count()
  const fourth = await count()
  expect(fourth.status).toBe(429)
  expect(await recordOf(target, first.headers.get('x-request-id'))).toMatchObject({
    outcome: 'answered',
    operation: 'countTokens',
    cost: '0',
    tokens: { input: 0, output: 0 },
    attempts: 0,
  })
  expect(await recordOf(target, fourth.headers.get('x-request-id'))).toMatchObject({
    outcome: 'refused',
    code: 'rate_limit_exceeded',
  })
})

it('needs no room for tokens: a quota that is used up does not stop it', async () => {
  const long = chat(estate.models.mini, 'word '.repeat(2_000))
  expect((await post(target, '/v1/chat/completions', estate.smallQuota.key, long)).status).toBe(403)
  const { status, text } = await post(target, '/anthropic/v1/messages/count_tokens', estate.smallQuota.key, long)
  expect(status).toBe(200)
  expect(JSON.parse(text).input_tokens).toBeGreaterThan(1_900)
})
