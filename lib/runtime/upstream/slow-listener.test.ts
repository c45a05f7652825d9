import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { createServer as createSecureServer } from 'node:tls'
import { describe, expect, it } from 'vitest'
import { authority, serverCertificate, serverKey } from '@/lib/boot/testing/certificates'
import type { UpstreamRequest } from '@/lib/gateway/ports'
import { createHttpUpstream } from '@/lib/runtime/upstream/http-upstream'
import { ask, listen, provider, upstream } from '@/lib/runtime/upstream/testing/asking'

/** A request that waits as long as it takes. */
function withoutHaste(origin: string): UpstreamRequest {
  return { origin, path: '/', method: 'GET', headers: {}, body: null, headersTimeoutMs: 0, bodyTimeoutMs: 0 }
}

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
      const exchange = upstream.send(withoutHaste(origin), {
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
    const exchange = own.send(withoutHaste(origin), {
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
    const exchange = upstream.send(withoutHaste(origin), {
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
