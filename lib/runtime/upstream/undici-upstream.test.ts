import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { UpstreamRequest } from '@/lib/gateway/ports'
import { createUndiciUpstream } from '@/lib/runtime/upstream/undici-upstream'

const upstream = createUndiciUpstream(['127.0.0.0/8'])
let server: Server
let origin = ''

beforeAll(async () => {
  server = createServer((request, response) => {
    request.resume()
    response.writeHead(200, [
      'X-MS-Region',
      'East US',
      'apim-request-id',
      'first',
      'APIM-Request-ID',
      'second',
      'x_ms_region',
      'no',
    ])
    response.end('{}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterAll(async () => {
  await upstream.close()
  server.close()
})

function headOf(): Promise<(name: string) => string | undefined> {
  const request: UpstreamRequest = {
    origin,
    path: '/',
    method: 'POST',
    headers: {},
    body: Buffer.from('{}'),
    headersTimeoutMs: 1_000,
    bodyTimeoutMs: 1_000,
  }
  return new Promise((resolve, reject) => {
    let header = (_name: string): string | undefined => undefined
    upstream.send(request, {
      onHead: (_status, given) => {
        header = given
      },
      onData() {},
      onEnd: () => resolve(header),
      onFailure: reject,
    })
  })
}

describe('the head of an answer', () => {
  it('is read by name, in capitals or not, the first of several', async () => {
    const header = await headOf()
    expect(header('x-ms-region')).toBe('East US')
    expect(header('apim-request-id')).toBe('first')
  })

  it('has nothing under a name that is only as long, or that differs where letters and signs lie a bit apart', async () => {
    const header = await headOf()
    expect(header('x-ms-origin')).toBeUndefined()
    expect(header('x-ms-regiom')).toBeUndefined()
    expect(header('x@ms@region')).toBeUndefined()
    expect(header('retry-after-ms')).toBeUndefined()
  })
})
