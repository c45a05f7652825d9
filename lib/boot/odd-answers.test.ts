import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildEstate } from '@/lib/boot/testing/estate'
import { buildPool } from '@/lib/boot/testing/pool-estate'
import { post, type Target } from '@/lib/boot/testing/target'
import { startTestGateway, type TestGateway } from '@/lib/boot/testing/test-gateway'

const DEPTH = 200_000
const event = (value: unknown) => `data: ${typeof value === 'string' ? value : JSON.stringify(value)}\n\n`
const delta = (content: string) => event({ choices: [{ index: 0, delta: { content } }] })
const usage = (prompt: number, completion: number) =>
  event({ choices: [], usage: { prompt_tokens: prompt, completion_tokens: completion } })

let gateway: TestGateway
let provider: Server
let baseUrl: string
let target: Target
/** Says the rest of the stream whose usage came first. */
let goOn = () => {}

beforeAll(async () => {
  gateway = await startTestGateway()
  target = {
    url: gateway.url,
    simulatorUrl: gateway.simulator.url,
    api: gateway.api,
    estate: await buildEstate(gateway.api, gateway.simulator.url, 'odd'),
  }
  provider = createServer((request, response) => {
    let body = ''
    request.on('data', (piece) => {
      body += piece
    })
    request.on('end', () => {
      if (request.url?.endsWith('/responses')) {
        const deep = `${'['.repeat(DEPTH)}${']'.repeat(DEPTH)}`
        const used = '"usage":{"input_tokens":5,"output_tokens":4}'
        response.setHeader('content-type', 'application/json')
        response.end(`{"object":"response","id":"resp_1","output":[],"deep":${deep},${used}}`)
        return
      }
      response.setHeader('content-type', 'text/event-stream')
      if (body.includes('usage first')) {
        response.write(usage(1, 0) + delta('early '))
        goOn = () => response.end(delta('late') + usage(10, 20) + event('[DONE]'))
        return
      }
      const timer = setInterval(() => response.write(delta('hello '.repeat(20_000))), 20)
      response.on('close', () => clearInterval(timer))
    })
  })
  provider.listen(0, '127.0.0.1')
  await once(provider, 'listening')
  baseUrl = `http://127.0.0.1:${(provider.address() as AddressInfo).port}/v1`
}, 120_000)

afterAll(async () => {
  provider.closeAllConnections()
  provider.close()
  await gateway.close()
})

it('callers that do not read until their time is up leave the backend’s breaker closed', async () => {
  const pool = await buildPool(target, 'slow', [{ baseUrl }], {
    deadlines: { call: 'PT1S' },
    breaker: { failureCondition: { count: 1, interval: 'PT1M', errorReasons: ['timeout'] }, tripDuration: 'PT1M' },
  })
  const body = JSON.stringify({ model: pool.model, stream: true, messages: [{ role: 'user', content: 'hi' }] })
  const { port } = new URL(gateway.url)
  const readers = Array.from({ length: 3 }, () => {
    const socket = connect(Number(port), '127.0.0.1').pause()
    socket.write(
      `POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${pool.key.key}\r\n` +
        `content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    )
    return socket
  })
  const calls = async () => {
    const { items } = await gateway.api('GET', `/calls?subscriptionId=${pool.key.subscriptionId}`)
    return items as unknown as { code: string | null }[]
  }
  await expect
    .poll(async () => (await calls()).map(({ code }) => code), { timeout: 30_000 })
    .toEqual(readers.map(() => 'upstream_timeout'))
  for (const socket of readers) socket.destroy()
  const before = goOn
  const again = pool.ask('usage first', { stream: true })
  await expect.poll(() => goOn, { timeout: 20_000 }).not.toBe(before)
  goOn()
  expect((await again).status).toBe(200)
}, 120_000)

it('an answer nested deeper than any stack is the provider’s failure, not the caller’s', async () => {
  const pool = await buildPool(target, 'deep', [{ baseUrl }])
  const reply = await post(target, '/v1/responses', pool.key.key, { model: pool.model, input: 'hi' })
  expect([reply.status, reply.text.includes('upstream_failed')]).toEqual([502, true])
})

it('a usage that comes before the words holds none of them back', async () => {
  const pool = await buildPool(target, 'first', [{ baseUrl }])
  const reply = await fetch(`${gateway.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${pool.key.key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: pool.model, stream: true, messages: [{ role: 'user', content: 'usage first' }] }),
  })
  const reader = reply.body?.pipeThrough(new TextDecoderStream()).getReader()
  expect((await reader?.read())?.value).toContain('early')
  goOn()
  let rest = ''
  for (let piece = await reader?.read(); piece && !piece.done; piece = await reader?.read()) rest += piece.value
  expect(rest).toContain('late')
  expect(rest).toContain('[DONE]')
}, 120_000)
