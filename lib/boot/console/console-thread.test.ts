import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, get, type IncomingMessage, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import path from 'node:path'
import { buffer } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLogger } from '@/lib/base/log'
import { type ConsoleThread, type ConsoleThreadSettings, startConsoleThread } from '@/lib/boot/console/console-thread'
import type { LivePorts } from '@/lib/boot/console/live-ports'
import type { UsageAsk } from '@/lib/control/control-ports'
import { TakenRequest } from '@/lib/gateway/doors/taken-request'

const program = pathToFileURL(path.join(import.meta.dirname, 'testing', 'small-console.ts')).href
const settings = { announcesSetup: true } as ConsoleThreadSettings
const pools = { instanceId: 'this one', servesCalls: true, members: [] }
const log = createLogger('silent')
const tell = () => {}

let priced: number[]
const live = {
  livePools: async () => pools,
  async priceUsage(asks: readonly UsageAsk[]) {
    priced.push(asks.length)
    return asks.map(({ model }) => ({ priceId: null, currency: model ?? '', costNano: 0n }))
  },
  limitUsage: async () => {
    throw new Error('not now', { cause: { socket: { end: () => {} } } })
  },
} as unknown as LivePorts

const small = (workerData?: string) => {
  const text = `import('tsx/esm/api').then(({ register }) => (register(), import(${JSON.stringify(program)})))`
  return new Worker(text, { eval: true, workerData })
}

describe('a console in a thread of its own', () => {
  let server: Server
  let url: string
  let consoleThread: ConsoleThread
  let opened: ConsoleThreadSettings[]
  const textOf = async (place: string) => (await fetch(url + place)).text()
  const isBack = async () => (await fetch(`${url}/open`)).status === 200
  const until = async (isSo: () => Promise<boolean>) => {
    while (!(await isSo())) await sleep(20)
  }

  beforeEach(async () => {
    opened = []
    priced = []
    const open = (given: ConsoleThreadSettings) => {
      opened.push(given)
      return small()
    }
    consoleThread = startConsoleThread({ live, log }, settings, { tell, open })
    await consoleThread.ready
    server = createServer({ IncomingMessage: TakenRequest }, consoleThread.handle)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterEach(async () => {
    server?.closeAllConnections()
    server?.close()
    await consoleThread?.stop()
  })

  it('hears the request as it came, but for what is of the connection', async () => {
    const sent = { cookie: 'a=1; b=2', 'x-forwarded-for': '1.2.3.4' }
    const answer = await fetch(`${url}/heard`, { method: 'PUT', body: 'x', headers: sent })
    const { method, headers } = (await answer.json()) as { method: string; headers: Record<string, string> }
    expect(method).toBe('PUT')
    expect(headers).toMatchObject({ ...sent, host: new URL(url).host, 'content-length': '1' })
    expect(headers['keep-alive']).toBeUndefined()
  })

  it('answers with each cookie on a line of its own', async () => {
    const answer = await fetch(`${url}/cookies`, { redirect: 'manual' })
    expect(answer.status).toBe(302)
    expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
    expect(answer.headers.get('location')).toBe('/')
  })

  it('passes long bodies both ways whole, many at once', async () => {
    const bodies = Array.from({ length: 8 }, (_, i) => randomBytes(i * 700_001))
    const answers = await Promise.all(
      bodies.map(async (body) => Buffer.from(await (await fetch(`${url}/echo`, { method: 'POST', body })).arrayBuffer())),
    )
    expect(answers.map((answer, i) => answer.equals(bodies[i] ?? Buffer.of(1)))).toEqual(bodies.map(() => true))
  })

  it('passes on what Next may answer: long headers, and nothing at all to HEAD', async () => {
    const [answer] = (await once(get(`${url}/large`, { maxHeaderSize: 32 * 1024 }), 'response')) as [IncomingMessage]
    expect(answer.headers['x-large']).toHaveLength(20_000)
    expect((await buffer(answer)).length).toBe(1_000_000)
    const head = await fetch(`${url}/unread`, { method: 'HEAD' })
    expect([head.status, await head.text()]).toEqual([401, ''])
  })

  it('may ask the gateway beside it, of many rows a part at a time, and hears why it was refused', async () => {
    expect(JSON.parse(await textOf('/asked'))).toEqual(pools)
    expect(JSON.parse(await textOf('/priced'))).toEqual(Array.from({ length: 2_500 }, (_, i) => String(i)))
    expect(priced).toEqual([1_000, 1_000, 500])
    expect(await textOf('/refused')).toBe('not now')
  })

  it('answers before it has read a body, and then whatever comes next on that connection', async () => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    const body = 'x'.repeat(3_000_000)
    socket.write(`POST /unread HTTP/1.1\r\nhost: x\r\ncontent-length: ${body.length}\r\n\r\n${body}`)
    socket.write('GET /open HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n')
    let heard = ''
    socket.on('data', (piece) => {
      heard += piece.toString()
    })
    await once(socket, 'end')
    expect(heard.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 401', 'HTTP/1.1 200'])
  })

  it('hears that somebody has gone away', async () => {
    const going = new AbortController()
    await fetch(`${url}/slow`, { signal: going.signal })
    expect(await textOf('/open')).toBe('1')
    going.abort()
    await until(async () => (await textOf('/open')) === '0')
  })

  it('hears it of those too whose requests wait behind another on the same connection', async () => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    for (let i = 0; i < 3; i++) socket.write('GET /slow HTTP/1.1\r\nhost: x\r\n\r\n')
    await until(async () => (await textOf('/open')) === '3')
    socket.destroy()
    await until(async () => (await textOf('/open')) === '0')
  })

  it('dies alone: who asked is told, and the next one answers', async () => {
    expect((await fetch(`${url}/die`)).status).toBe(503)
    const meanwhile = await fetch(`${url}/open`)
    expect(meanwhile.status).toBe(503)
    expect(meanwhile.headers.get('retry-after')).toBe('5')
    await until(isBack)
    expect(opened.map(({ announcesSetup }) => announcesSetup)).toEqual([true, false])
  })

  it('an answer it dies in breaks off', async () => {
    const answer = await fetch(`${url}/half`)
    await expect(answer.text()).rejects.toThrow()
  })

  it('stops when it is told to, and is not started again', async () => {
    await consoleThread.stop()
    await sleep(1_200)
    expect(opened).toHaveLength(1)
    expect(await isBack()).toBe(false)
  })
})

describe('a console that does not start', () => {
  it('says why', async () => {
    const failing = `const { parentPort } = require('node:worker_threads')
      parentPort.postMessage({ kind: 'failed', reason: 'no build' })
      process.exit(1)`
    const open = () => new Worker(failing, { eval: true })
    await expect(startConsoleThread({ live, log }, settings, { tell, open }).ready).rejects.toThrow('no build')
  })

  it('is given up', async () => {
    const open = () => small('never ready')
    const { ready } = startConsoleThread({ live, log }, settings, { tell, open, startMs: 300 })
    await expect(ready).rejects.toThrow('in time')
  })

  it('stops at once', async () => {
    const { stop } = startConsoleThread({ live, log }, settings, { tell, open: () => small('never ready') })
    await stop()
  })
})
