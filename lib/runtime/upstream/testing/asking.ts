/** Servers on raw sockets that say what a test wants, and a way to ask them: closed after each test of the file that imports this. */
import { once } from 'node:events'
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net'
import { afterAll, afterEach } from 'vitest'
import type { UpstreamExchange, UpstreamFailure, UpstreamRequest } from '@/lib/gateway/ports'
import { createHttpUpstream } from '@/lib/runtime/upstream/http-upstream'

export const upstream = createHttpUpstream(['127.0.0.0/8', '::1/128'])
const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})
afterAll(() => upstream.close())

export async function listen<T extends Server>(server: T, host = '127.0.0.1'): Promise<number> {
  servers.push(server)
  server.listen(0, host)
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

export type Provider = { origin: string; sockets: Socket[]; requests: string[] }

/** A server that answers each request with these bytes, the same each time where they are one text; `answer` may do as it likes. */
export async function provider(answer: string | ((socket: Socket, request: number, text: string) => void)): Promise<Provider> {
  const sockets: Socket[] = []
  const requests: string[] = []
  const server = createTcpServer((socket) => {
    sockets.push(socket)
    socket.on('error', () => {})
    socket.on('data', (bytes) => {
      requests.push(bytes.toString('latin1'))
      if (typeof answer === 'string') socket.write(answer, 'latin1')
      else answer(socket, requests.length, bytes.toString('latin1'))
    })
  })
  return { origin: `http://127.0.0.1:${await listen(server)}`, sockets, requests }
}

export type Heard = { status: number; header: (name: string) => string | undefined; body: Buffer }
type Failed = { failure: UpstreamFailure; error: unknown }

export function ask(origin: string, more: Partial<UpstreamRequest> = {}, onExchange?: (exchange: UpstreamExchange) => void) {
  const asked: UpstreamRequest = {
    origin,
    path: '/v1/chat',
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
    headersTimeoutMs: 1_000,
    bodyTimeoutMs: 1_000,
    ...more,
  }
  return new Promise<Heard>((resolve, reject) => {
    const heard: Heard = { status: 0, header: () => undefined, body: Buffer.alloc(0) }
    const pieces: Buffer[] = []
    const exchange = (more as { from?: typeof upstream }).from ?? upstream
    const sent = exchange.send(asked, {
      onHead: (status, header) => Object.assign(heard, { status, header }),
      onData: (chunk) => void pieces.push(chunk),
      onEnd: () => resolve({ ...heard, body: Buffer.concat(pieces) }),
      onFailure: (failure, error) => reject({ failure, error } satisfies Failed),
    })
    onExchange?.(sent)
  })
}

export const failureOf = (asked: Promise<Heard>): Promise<UpstreamFailure | 'none'> =>
  asked.then(
    () => 'none' as const,
    ({ failure }: Failed) => failure,
  )

export const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}'
