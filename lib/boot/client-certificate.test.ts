/** Keys bound to client certificates: shown on the connection itself, or told by a proxy that is trusted. */
import { X509Certificate } from 'node:crypto'
import { createServer as createTlsServer, type RequestOptions, request as tlsRequest } from 'node:https'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { thumbprintOf } from '@/lib/base/certificate'
import { authority, clientCertificate, clientKey, serverCertificate, serverKey } from '@/lib/boot/testing/certificates'
import { buildEstate } from '@/lib/boot/testing/estate'
import { productWith, until } from '@/lib/boot/testing/limit-products'
import { chat, send, type Target } from '@/lib/boot/testing/target'
import { startTestGateway, type TestGateway } from '@/lib/boot/testing/test-gateway'

const { fingerprint256, raw } = new X509Certificate(clientCertificate)
const thumbprint = fingerprint256.replaceAll(':', '').toLowerCase()

describe('a thumbprint', () => {
  it.each([
    ['as it stands', thumbprint],
    ['with colons, in capitals', fingerprint256],
    ['of a PEM', clientCertificate],
    ['of an escaped PEM, as nginx writes it', encodeURIComponent(clientCertificate)],
    ['of DER in base64, as App Service writes it', raw.toString('base64')],
    ['of a Client-Cert header', `:${raw.toString('base64')}:`],
    ['Envoy names', `By=spiffe://mesh;Hash=${thumbprint};Subject="CN=localhost"`],
    ['Envoy names, of a subject with commas', `Hash=${thumbprint};Subject="CN=localhost,O=\\"x\\", y"`],
  ])('%s', (_name, value) => expect(thumbprintOf(value)).toBe(thumbprint))

  it.each(['', 'none', '%', 'a'.repeat(200), '%E0%A4%A', Buffer.alloc(200).toString('base64'), thumbprint.slice(1)])(
    'is none of %j',
    (value) => expect(thumbprintOf(value)).toBeNull(),
  )
})

describe('a thumbprint somebody has put before the proxy’s', () => {
  const theirs = 'a'.repeat(64)
  it.each([
    `Hash=${theirs},By=spiffe://mesh;Hash=${thumbprint}`,
    `Hash=${theirs},By=spiffe://mesh;URI=spiffe://caller`,
    `Hash=${theirs};Subject=",By=spiffe://mesh;Hash=${thumbprint};Subject="CN=x"`,
    `Hash=${theirs};Subject=",By=spiffe://mesh;Hash=${thumbprint};Subject="CN=x\\"y"`,
    `Cert="${encodeURIComponent(clientCertificate)}",By=spiffe://mesh;Hash=${thumbprint}`,
    `${encodeURIComponent(serverCertificate)}, ${encodeURIComponent(clientCertificate)}`,
  ])('counts for nothing: %s', (value) => expect(thumbprintOf(value)).toBeNull())
})

let gateway: TestGateway
let target: Target
let key: string
let doors: { url: string; close(): void }

beforeAll(async () => {
  gateway = await startTestGateway({ TRUSTED_PROXIES: '127.0.0.1', CLIENT_CERT_HEADER: 'X-Client-Cert' })
  const { url, simulator, api, running } = gateway
  target = { url, simulatorUrl: simulator.url, api, estate: await buildEstate(api, simulator.url, 'certificates') }
  const made = await productWith(target, {}, [])
  key = made.key
  const { items } = (await api('GET', `/keys?productId=${made.productId}`)) as unknown as {
    items: { id: string; version: number }[]
  }
  const [bound] = items
  await api('PATCH', `/keys/${bound?.id}`, { certificates: [fingerprint256] }, bound?.version)
  const server = createTlsServer(
    { cert: serverCertificate, key: serverKey, ca: authority, requestCert: true, rejectUnauthorized: false },
    (request, response) => running.nodeDoor(request, response, request.url ?? '/', ''),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  doors = { url: `https://localhost:${(server.address() as AddressInfo).port}`, close: () => server.close() }
})
afterAll(async () => {
  doors?.close()
  await gateway?.close()
})

const call = (headers: Record<string, string>) =>
  send(
    target,
    'POST',
    '/v1/chat/completions',
    { authorization: `Bearer ${key}`, ...headers },
    JSON.stringify(chat(target.estate.models.mini, 'hi')),
  )

/** The code of the refusal, or the status. */
function callByTls(options: RequestOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${key}` }
    const asked = tlsRequest(`${doors.url}/v1/models`, { ca: authority, headers, agent: false, ...options }, (answer) => {
      answer.resume()
      answer.on('end', () => resolve(String(answer.headers['x-tollgate-code'] ?? answer.statusCode)))
    })
    asked.on('error', reject)
    asked.end()
  })
}

it('is what a bound key asks for: of a trusted proxy’s header', async () => {
  await until(async () => (await call({})).headers.get('x-tollgate-code') === 'certificate_required')
  expect((await call({ 'x-client-cert': encodeURIComponent(clientCertificate) })).status).toBe(200)
  expect((await call({ 'x-client-cert': encodeURIComponent(serverCertificate) })).headers.get('x-tollgate-code')).toBe(
    'certificate_required',
  )
  expect((await call({ 'x-tollgate-client-certificate': thumbprint })).headers.get('x-tollgate-code')).toBe(
    'certificate_required',
  )
})

it('is what a bound key asks for: on the connection itself', async () => {
  await until(async () => (await callByTls({})) === 'certificate_required')
  expect(await callByTls({ cert: clientCertificate, key: clientKey })).toBe('200')
  expect(await callByTls({ cert: serverCertificate, key: serverKey })).toBe('certificate_required')
})

it('is not believed of anybody else’s header', async () => {
  const { certificateReader } = await import('@/lib/boot/client-certificate')
  const socket = { remoteAddress: '203.0.113.5' } as never
  expect(certificateReader(['127.0.0.1'], 'x-client-cert')(socket, () => thumbprint)).toBeNull()
  expect(certificateReader(['203.0.113.0/24'], 'x-client-cert')(socket, () => thumbprint)).toBe(thumbprint)
  expect(certificateReader(['203.0.113.0/24'], undefined)(socket, () => thumbprint)).toBeNull()
})
