import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { UpstreamExchange, UpstreamFailure, UpstreamRequest } from '@/lib/gateway/ports'
import { createHttpUpstream } from '@/lib/runtime/upstream/http-upstream'
import { ask, failureOf, listen, OK, provider } from '@/lib/runtime/upstream/testing/asking'

describe('the head of an answer', () => {
  const origin = async () => {
    const server = createServer((request, response) => {
      request.resume()
      const headers = ['X-MS-Region', 'East US', 'apim-request-id', 'first', 'APIM-Request-ID', 'second', 'x_ms_region', 'no']
      response.writeHead(200, headers).end('{}')
    })
    return `http://127.0.0.1:${await listen(server)}`
  }

  it('is read by name, in capitals or not, the first of several', async () => {
    const { header } = await ask(await origin())
    expect(header('x-ms-region')).toBe('East US')
    expect(header('apim-request-id')).toBe('first')
  })

  it('has nothing under a name that is only as long, or that differs where letters and signs lie a bit apart', async () => {
    const { header } = await ask(await origin())
    expect(header('x-ms-origin')).toBeUndefined()
    expect(header('x-ms-regiom')).toBeUndefined()
    expect(header('x@ms@region')).toBeUndefined()
    expect(header('retry-after-ms')).toBeUndefined()
  })
})

describe('a request', () => {
  it('says its host, its length in bytes, and what it was given', async () => {
    const { origin, requests } = await provider(OK)
    await ask(origin, { body: '{"a":1}', headers: { 'X-Key': 'k' } })
    const host = origin.slice('http://'.length)
    expect(requests[0]).toBe(
      `POST /v1/chat HTTP/1.1\r\nhost: ${host}\r\nconnection: keep-alive\r\nX-Key: k\r\ncontent-length: 7\r\n\r\n{"a":1}`,
    )
  })

  it.each<[string, string | Buffer]>([
    ['a text beyond ASCII', JSON.stringify({ text: 'Grüße, 世界 🌍' })],
    ['a text of Latin-1', '"é"'],
    ['bytes', Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))],
    ['much text', `"${'x'.repeat(3_000_000)}"`],
    ['much text beyond ASCII', `"${'ü'.repeat(1_000_000)}"`],
    ['many bytes', Buffer.alloc(3_000_000, 7)],
    ['nothing', Buffer.alloc(0)],
  ])('brings %s byte for byte', async (_name, body) => {
    const server = createServer((request, response) => {
      const pieces: Buffer[] = []
      request.on('data', (piece) => pieces.push(piece)).on('end', () => response.end(Buffer.concat(pieces)))
    })
    const origin = `http://127.0.0.1:${await listen(server)}`
    const heard = await ask(origin, { body })
    expect(heard.body.equals(Buffer.from(body))).toBe(true)
  })

  it('without a body says no length where none is expected', async () => {
    const { origin, requests } = await provider(OK)
    await ask(origin, { method: 'GET', body: null })
    await ask(origin, { method: 'DELETE', body: null })
    expect(requests[0]).not.toContain('content-length')
    expect(requests[1]).toContain('content-length: 0\r\n')
  })

  it.each<[string, Partial<UpstreamRequest>]>([
    ['a line end in a value', { headers: { x: 'a\r\nhost: evil' } }],
    ['a line end in a name', { headers: { 'x\r\ny': 'a' } }],
    ['a zero byte', { headers: { x: 'a\0' } }],
    ['a character beyond a byte', { headers: { x: '€' } }],
    ['a name with a blank', { headers: { 'x y': 'a' } }],
    ['a length of its own', { headers: { 'Content-Length': '0' } }],
    ['a coding of its own', { headers: { 'transfer-encoding': 'chunked' } }],
    ['a host of its own', { headers: { Host: 'evil' } }],
    ['a line end in the path', { path: '/a HTTP/1.1\r\nhost: evil\r\n\r\nGET /' }],
    ['a blank in the path', { path: '/a b' }],
    ['no path', { path: '' }],
  ])('with %s is not sent', async (_name, more) => {
    const { origin, sockets } = await provider(OK)
    expect(await failureOf(ask(origin, more))).toBe('invalid')
    expect(sockets).toHaveLength(0)
  })

  it('is refused again with headers that were refused before, and sent with those that may go', async () => {
    const { origin } = await provider(OK)
    const headers = { x: 'a\r\nb' }
    expect(await failureOf(ask(origin, { headers }))).toBe('invalid')
    expect(await failureOf(ask(origin, { headers }))).toBe('invalid')
    const good = { x: 'a' }
    expect((await ask(origin, { headers: good })).status).toBe(200)
    expect(await failureOf(ask(origin, { headers: good, path: '/ ' }))).toBe('invalid')
  })

  it('goes to no address that is not allowed, by number or by name', async () => {
    expect(await failureOf(ask('http://169.254.169.254'))).toBe('address')
    const outside = createHttpUpstream([])
    const { origin, sockets } = await provider(OK)
    expect(await failureOf(ask(origin, { from: outside } as object))).toBe('address')
    expect(await failureOf(ask(origin.replace('127.0.0.1', 'localhost'), { from: outside } as object))).toBe('address')
    expect(sockets).toHaveLength(0)
    await outside.close()
  })

  it('reaches an address of version 6', async () => {
    const server = createServer((request, response) => response.end(request.headers.host))
    const port = await listen(server, '::1')
    expect((await ask(`http://[::1]:${port}`)).body.toString()).toBe(`[::1]:${port}`)
  })
})

describe('a connection', () => {
  it('is used again', async () => {
    const { origin, sockets } = await provider(OK)
    for (let i = 0; i < 20; i++) await ask(origin)
    expect(sockets).toHaveLength(1)
  })

  it('carries one request at a time', async () => {
    const server = createServer((request, response) => setTimeout(() => response.end(request.url), 20))
    let connections = 0
    server.on('connection', () => connections++)
    const origin = `http://127.0.0.1:${await listen(server)}`
    const paths = Array.from({ length: 50 }, (_, i) => `/${i}`)
    const heard = await Promise.all(paths.map((path) => ask(origin, { path })))
    expect(heard.map(({ body }) => body.toString())).toEqual(paths)
    expect(connections).toBe(50)
    await Promise.all(paths.map((path) => ask(origin, { path })))
    expect(connections).toBe(50)
  })

  it.each<[string, string]>([
    ['that its server ends', 'HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{}'],
    ['of an old server', 'HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\n{}'],
    ['that is kept too short', 'HTTP/1.1 200 OK\r\nkeep-alive: timeout=1\r\ncontent-length: 2\r\n\r\n{}'],
    ['with more on it than was asked for', `${OK}HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n!!`],
  ])('%s is not used again', async (_name, answer) => {
    const { origin, sockets } = await provider(answer)
    for (let i = 0; i < 3; i++) expect((await ask(origin)).body.toString()).toBe('{}')
    expect(sockets).toHaveLength(3)
  })

  it('on which something comes that nobody asked for is not used again', async () => {
    const { origin, sockets } = await provider((socket, request) => {
      socket.write(OK)
      if (request === 1) setTimeout(() => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n!!'), 20)
    })
    await ask(origin)
    await sleep(60)
    expect((await ask(origin)).body.toString()).toBe('{}')
    expect(sockets).toHaveLength(2)
  })

  it('that its server has closed meanwhile is not used again', async () => {
    const { origin, sockets } = await provider((socket) => {
      socket.write(OK)
      setTimeout(() => socket.end(), 20)
    })
    await ask(origin)
    await sleep(60)
    await ask(origin)
    expect(sockets).toHaveLength(2)
  })

  it('with an answer before its request was whole is not used again', async () => {
    const { origin, sockets } = await provider((socket, request) => {
      if (request === 1) socket.pause()
      socket.write('HTTP/1.1 413 Too Large\r\ncontent-length: 0\r\n\r\n')
    })
    expect((await ask(origin, { body: Buffer.alloc(30_000_000) })).status).toBe(413)
    expect((await ask(origin)).status).toBe(413)
    expect(sockets).toHaveLength(2)
  })

  it('nobody uses is closed in the end', async () => {
    const { origin, sockets } = await provider('HTTP/1.1 200 OK\r\nkeep-alive: timeout=2\r\ncontent-length: 2\r\n\r\n{}')
    await ask(origin)
    const closed = once(sockets[0] as Socket, 'close')
    const startMs = performance.now()
    await closed
    expect(performance.now() - startMs).toBeLessThan(2_500)
  })
})

describe('a failure', () => {
  it.each<[string, string, UpstreamFailure]>([
    ['no HTTP', 'SSH-2.0-OpenSSH_9.6\r\n\r\n', 'invalid'],
    ['a length and chunks', 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n', 'invalid'],
    ['a chunk that is none', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n', 'invalid'],
  ])('of a server that speaks %s', async (_name, answer, failure) => {
    const { origin } = await provider(answer)
    expect(await failureOf(ask(origin))).toBe(failure)
  })

  it.each<[string, (socket: Socket) => void]>([
    ['before it answers', (socket) => socket.end()],
    ['rudely, before it answers', (socket) => socket.resetAndDestroy()],
    ['in the head', (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-')],
    ['in a body of a known length', (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf')],
    ['in a body of chunks', (socket) => socket.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n')],
    [
      'rudely, in a body that ends with it',
      (socket) => socket.write('HTTP/1.1 200 OK\r\n\r\nhalf', () => setTimeout(() => socket.resetAndDestroy(), 20)),
    ],
  ])('of a connection that is closed %s', async (_name, answer) => {
    const { origin } = await provider(answer)
    expect(await failureOf(ask(origin))).toBe('reset')
    expect(await failureOf(ask(origin))).toBe('reset')
  })

  it('to connect, where nobody listens or the name is none', async () => {
    const { port } = await new Promise<AddressInfo>((resolve) => {
      const server = createTcpServer().listen(0, '127.0.0.1', () => {
        const address = server.address() as AddressInfo
        server.close(() => resolve(address))
      })
    })
    expect(await failureOf(ask(`http://127.0.0.1:${port}`))).toBe('connect')
    expect(await failureOf(ask('http://nowhere.invalid'))).toBe('connect')
  })
})

describe('a caller that gives up', () => {
  it('before there is a connection hears that it did, and nothing more', async () => {
    const { origin, requests } = await provider(OK)
    expect(await failureOf(ask(origin, {}, (exchange) => exchange.abort()))).toBe('aborted')
    expect((await ask(origin)).status).toBe(200)
    expect(requests).toHaveLength(1)
  })

  it('in the middle closes the connection', async () => {
    const { origin, sockets } = await provider('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf')
    let exchange: UpstreamExchange | undefined
    const asked = failureOf(
      ask(origin, {}, (own) => {
        exchange = own
      }),
    )
    await expect.poll(() => sockets.length).toBe(1)
    const closed = once(sockets[0] as Socket, 'close')
    exchange?.abort()
    exchange?.abort()
    expect(await asked).toBe('aborted')
    await closed
  })
})

describe('a connection nobody waited for in the end', () => {
  it('serves who comes next', async () => {
    const { origin, sockets } = await provider(OK)
    await failureOf(ask(origin, {}, (exchange) => exchange.abort()))
    await expect.poll(() => sockets.length).toBe(1)
    await sleep(20)
    await ask(origin)
    expect(sockets).toHaveLength(1)
  })
})

describe('closing', () => {
  it('waits for what is under way, and closes what is not', async () => {
    const own = createHttpUpstream(['127.0.0.0/8'])
    const server = createServer((_request, response) => setTimeout(() => response.end('late'), 50))
    const origin = `http://127.0.0.1:${await listen(server)}`
    const from = { from: own } as object
    await ask(origin, from)
    const late = ask(origin, from)
    await sleep(10)
    await own.close()
    expect((await late).body.toString()).toBe('late')
  })
})
