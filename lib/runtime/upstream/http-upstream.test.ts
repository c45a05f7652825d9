import { once } from 'node:events'
import { createServer } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { createServer as createSecureServer } from 'node:tls'
import { Worker } from 'node:worker_threads'
import { request } from 'undici'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { authority, serverCertificate, serverKey } from '@/lib/boot/testing/certificates'
import type { UpstreamExchange, UpstreamFailure, UpstreamRequest } from '@/lib/gateway/ports'
import { createHttpUpstream } from '@/lib/runtime/upstream/http-upstream'

const upstream = createHttpUpstream(['127.0.0.0/8', '::1/128'])
const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})
afterAll(() => upstream.close())

async function listen<T extends Server>(server: T, host = '127.0.0.1'): Promise<number> {
  servers.push(server)
  server.listen(0, host)
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

type Provider = { origin: string; sockets: Socket[]; requests: string[] }

/** A server that answers each request with these bytes, the same each time where they are one text; `answer` may do as it likes. */
async function provider(answer: string | ((socket: Socket, request: number, text: string) => void)): Promise<Provider> {
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

type Heard = { status: number; header: (name: string) => string | undefined; body: Buffer }
type Failed = { failure: UpstreamFailure; error: unknown }

function ask(origin: string, more: Partial<UpstreamRequest> = {}, onExchange?: (exchange: UpstreamExchange) => void) {
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

const failureOf = (asked: Promise<Heard>): Promise<UpstreamFailure | 'none'> =>
  asked.then(
    () => 'none' as const,
    ({ failure }: Failed) => failure,
  )

const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}'

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

/** The same numbers each time. */
function numbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

/** Some answer of a server that keeps to the rules, and whether it ends its connection. */
function someAnswer(next: (below: number) => number): { bytes: Buffer; ends: boolean } {
  const body = Buffer.from(Array.from({ length: [0, 1, 20, 3_000][next(4)] ?? 0 }, () => next(256)))
  const framing = ['length', 'chunked', 'close'][next(3)]
  const status = [200, 404, 429, 503][next(4)]
  const fields = Array.from(
    { length: next(12) },
    (_, i) => `X-Field-${i}:${' '.repeat(next(3))}${'v'.repeat(next(60))}\r\n`,
  ).join('')
  const interim = next(4) === 0 ? 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n' : ''
  const start = `${interim}HTTP/1.1 ${status} Some Reason\r\n${fields}`
  if (framing === 'length')
    return { bytes: Buffer.concat([Buffer.from(`${start}content-length: ${body.length}\r\n\r\n`), body]), ends: false }
  if (framing === 'close') return { bytes: Buffer.concat([Buffer.from(`${start}\r\n`), body]), ends: true }
  const parts = [Buffer.from(`${start}transfer-encoding: chunked\r\n\r\n`)]
  for (let at = 0; at < body.length; ) {
    const piece = body.subarray(at, at + 1 + next(400))
    at += piece.length
    parts.push(Buffer.from(`${piece.length.toString(16)}${next(3) === 0 ? ';name=value' : ''}\r\n`), piece, Buffer.from('\r\n'))
  }
  parts.push(Buffer.from(next(3) === 0 ? '0\r\nx-trailer: 1\r\n\r\n' : '0\r\n\r\n'))
  return { bytes: Buffer.concat(parts), ends: false }
}

describe('any answer', () => {
  it('is heard as undici hears it, however it is cut into pieces', async () => {
    const next = numbers(7)
    const answers = Array.from({ length: 300 }, () => someAnswer(next))
    const { origin } = await provider(async (socket, _request, text) => {
      const { bytes, ends } = answers[Number(/\/(\d+) /.exec(text)?.[1])] ?? { bytes: Buffer.alloc(0), ends: true }
      for (let at = 0; at < bytes.length; ) {
        const to = at + 1 + next(bytes.length)
        socket.write(bytes.subarray(at, to))
        at = to
        await new Promise(setImmediate)
      }
      if (ends) socket.end()
    })
    for (const path of answers.map((_, i) => `/${i}`)) {
      const [own, theirs] = await Promise.all([ask(origin, { path }), request(`${origin}${path}`, { method: 'POST' })])
      const body = Buffer.from(await theirs.body.arrayBuffer())
      expect([path, own.status, own.body.toString('hex')]).toEqual([path, theirs.statusCode, body.toString('hex')])
      for (let i = 0; i < 12; i++) expect(own.header(`x-field-${i}`)).toBe(theirs.headers[`x-field-${i}`])
    }
  })
})

describe('a listener that wants no more for now', () => {
  it('holds its server back, hears the rest when it wants it, and leaves a connection that can be used', async () => {
    const size = 30_000_000
    const server = createServer((_request, response) => response.end(Buffer.alloc(size, 1)))
    let connections = 0
    server.on('connection', () => connections++)
    const origin = `http://127.0.0.1:${await listen(server)}`
    let heard = 0
    let isOver = false
    await new Promise<void>((resolve, reject) => {
      const request = {
        origin,
        path: '/',
        method: 'GET',
        headers: {},
        body: null,
        headersTimeoutMs: 0,
        bodyTimeoutMs: 0,
      } as const
      const exchange = upstream.send(request, {
        onHead() {},
        onData(chunk) {
          heard += chunk.length
          exchange.pause()
        },
        onEnd() {
          isOver = true
          resolve()
        },
        onFailure: reject,
      })
      const goOn = async () => {
        await expect.poll(() => heard).toBeGreaterThan(0)
        const before = heard
        await sleep(100)
        expect(heard).toBe(before)
        for (let i = 0; i < 100_000 && !isOver; i++) {
          exchange.resume()
          await new Promise(setImmediate)
        }
      }
      goOn().catch(reject)
    })
    expect(heard).toBe(size)
    await ask(origin)
    expect(connections).toBe(1)
  })
})

/** Hears an answer piece by piece: after each it wants no more for a while. */
function askSlowly(own: typeof upstream, origin: string, waitMs: number): Promise<number> {
  return new Promise((resolve, reject) => {
    let heard = 0
    const asked = { origin, path: '/', method: 'GET', headers: {}, body: null, headersTimeoutMs: 0, bodyTimeoutMs: 0 } as const
    const exchange = own.send(asked, {
      onHead() {},
      onData(chunk) {
        heard += chunk.length
        exchange.pause()
        setTimeout(() => exchange.resume(), waitMs)
      },
      onEnd: () => resolve(heard),
      onFailure: (failure) => reject(new Error(`${failure} after ${heard}`)),
    })
  })
}

const pieces = Array.from({ length: 8 }, () => `10\r\n${'x'.repeat(16)}\r\n`).join('')
const BURST = `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${pieces}0\r\n\r\n`

describe('a slow listener', () => {
  it.each<[string, string, number]>([
    ['in chunks', BURST, 128],
    ['of a known length', `HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello`, 5],
    ['that ends with its connection', 'HTTP/1.1 200 OK\r\n\r\nhello', 5],
  ])(
    'hears all of an answer %s that came at once and with its end, and nobody gets its connection',
    async (_name, text, bytes) => {
      const { origin, sockets } = await provider((socket) => socket.end(text))
      expect(await askSlowly(upstream, origin, 10)).toBe(bytes)
      // Until its end has been noticed.
      await sleep(30)
      expect(await askSlowly(upstream, origin, 10)).toBe(bytes)
      expect(sockets).toHaveLength(2)
    },
  )

  it('hears over TLS what came before the end', async () => {
    const server = createSecureServer({ cert: serverCertificate, key: serverKey }, (socket) => {
      socket.on('error', () => {}).once('data', () => socket.end(BURST))
    })
    const origin = `https://localhost:${await listen(server)}`
    const trusting = createHttpUpstream(['127.0.0.0/8'], authority)
    expect(await askSlowly(trusting, origin, 10)).toBe(128)
    await trusting.close()
  })

  it('holds its server back however often it has gone on', async () => {
    let sent = 0
    const { origin } = await provider((socket) => {
      const piece = Buffer.from(`4000\r\n${'x'.repeat(0x4000)}\r\n`)
      socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n')
      const more = () => {
        while (!socket.destroyed && sent < 200_000_000) {
          sent += piece.length
          if (!socket.write(piece)) return
        }
      }
      socket.on('drain', more)
      more()
    })
    let heard = 0
    const asked = { origin, path: '/', method: 'GET', headers: {}, body: null, headersTimeoutMs: 0, bodyTimeoutMs: 0 } as const
    const exchange = upstream.send(asked, {
      onHead() {},
      onData(chunk) {
        heard += chunk.length
        exchange.pause()
      },
      onEnd() {},
      onFailure() {},
    })
    for (let i = 0; i < 20; i++) {
      await sleep(10)
      exchange.resume()
    }
    await sleep(200)
    const before = sent
    await sleep(200)
    expect(sent).toBe(before)
    expect(sent).toBeLessThan(50_000_000)
    expect(heard).toBeGreaterThan(0)
    exchange.abort()
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

describe('over TLS', () => {
  it('reaches who is vouched for, again and again on one connection, and nobody else', async () => {
    const server = createTlsServer({ cert: serverCertificate, key: serverKey }, (request, response) => {
      request.pipe(response)
    })
    let connections = 0
    server.on('secureConnection', () => connections++)
    const port = await listen(server)
    const trusting = createHttpUpstream(['127.0.0.0/8'], authority)
    const from = { from: trusting } as object
    const body = 'ü'.repeat(500_000)
    for (const host of ['localhost', 'localhost', 'localhost'])
      expect((await ask(`https://${host}:${port}`, { body, ...from })).body.toString()).toBe(body)
    expect(connections).toBe(1)
    expect(await failureOf(ask(`https://localhost:${port}`))).toBe('connect')
    await trusting.close()
  })
})

/** A server with a thread, and so a pace, of its own. */
const ownThread = `
  const { createServer } = require('node:https')
  const { parentPort, workerData } = require('node:worker_threads')
  let connections = 0
  const server = createServer(workerData, (request, response) => {
    request.resume().on('end', () => response.end(String(connections)))
  })
  server.on('secureConnection', () => connections++)
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port))`

describe('a connection over TLS', () => {
  it('is used again, though it is told a turn of the loop late that its request has gone', async () => {
    const worker = new Worker(ownThread, { eval: true, workerData: { cert: serverCertificate, key: serverKey } })
    const [port] = (await once(worker, 'message')) as [number]
    const trusting = createHttpUpstream(['127.0.0.0/8'], authority)
    const from = { from: trusting } as object
    const askMany = async () => {
      let connections = 0
      for (let i = 0; i < 100; i++) {
        await new Promise(setImmediate)
        connections = Number((await ask(`https://localhost:${port}`, from)).body.toString())
      }
      return connections
    }
    const counts = await Promise.all(Array.from({ length: 8 }, askMany))
    expect(Math.max(...counts)).toBe(8)
    await trusting.close()
    await worker.terminate()
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
