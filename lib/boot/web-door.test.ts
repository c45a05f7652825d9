import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { conformanceCases } from '@/lib/boot/testing/conformance-cases'
import { buildEstate } from '@/lib/boot/testing/estate'
import { chat, post, recordOf, type Target } from '@/lib/boot/testing/target'
import { startTestGateway, type TestGateway } from '@/lib/boot/testing/test-gateway'
import { answerGatewayRequest } from '@/lib/boot/web-door'

describe('the gateway through its Web door', () => {
  let gateway: TestGateway
  let server: Server
  let target: Target
  beforeAll(async () => {
    gateway = await startTestGateway()
    server = createServer((request, response) => void serve(request, response))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    target = {
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/gateway`,
      simulatorUrl: gateway.simulator.url,
      api: gateway.api,
      estate: await buildEstate(gateway.api, gateway.simulator.url, 'web'),
    }
  })
  afterAll(async () => {
    server.closeAllConnections()
    server.close()
    await gateway?.close()
  })
  for (const { name, run } of conformanceCases) it(name, () => run(target), 120_000)

  it('and through the fast door meets one counter and one spool', async () => {
    const estate = await buildEstate(gateway.api, gateway.simulator.url, 'both')
    const call = (url: string) =>
      post({ ...target, url }, '/v1/chat/completions', estate.fewCalls.key, chat(estate.models.mini, 'hi', { max_tokens: 2 }))
    const replies = []
    for (const url of [gateway.url, target.url, gateway.url, target.url, gateway.url]) replies.push(await call(url))
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 429, 429])
    const records = await Promise.all(replies.map(({ headers }) => recordOf(target, headers.get('x-request-id'))))
    expect(new Set(records.map(({ replica }) => replica)).size).toBe(1)
  })
})

/** What a Web-standard host does: a Request in, a Response out, the signal told when the client goes. */
async function serve(...[request, response]: Parameters<Parameters<typeof createServer>[1] & object>): Promise<void> {
  const abort = new AbortController()
  response.on('close', () => response.writableFinished || abort.abort())
  const hasBody = request.method !== 'GET' && request.method !== 'HEAD'
  const answer = await answerGatewayRequest(
    new Request(`http://127.0.0.1${request.url}`, {
      method: request.method,
      headers: request.headers as Record<string, string>,
      body: hasBody ? (Readable.toWeb(request) as ReadableStream<Uint8Array>) : null,
      signal: abort.signal,
      duplex: 'half',
    } as RequestInit),
  )
  response.writeHead(answer.status, Object.fromEntries(answer.headers))
  if (!answer.body) return void response.end()
  const body = Readable.fromWeb(answer.body as Parameters<typeof Readable.fromWeb>[0])
  body.on('error', () => response.destroy())
  response.on('close', () => body.destroy())
  body.pipe(response)
}
