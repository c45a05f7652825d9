/** The demo as a process: started, stopped, killed, started again; in the way of others. */
import { readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from '@playwright/test'
import { freePort, newDataDir, startProcess, type TollgateProcess, waitUntilReady } from './tollgate-process'

test.describe.configure({ mode: 'serial' })

const dataDir = newDataDir()
let key = ''

test.afterAll(() => rmSync(dataDir, { recursive: true, force: true }))

const startDemo = async (port?: number): Promise<TollgateProcess> =>
  startProcess(['scripts/demo.mjs'], { port: port ?? (await freePort()), dataDir })

function ask({ url }: TollgateProcess, content: string, more: object = {}): Promise<Response> {
  return fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}` },
    body: JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content }], ...more }),
  })
}

/** Does anything answer where the embedded Postgres of the data directory listens? */
function isPostgresAlive(): Promise<boolean> {
  const { port } = JSON.parse(readFileSync(path.join(dataDir, 'postgres.json'), 'utf8')) as { port: number }
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false))
    socket.on('connect', () => socket.destroy())
  })
}

test('the demo starts, answers its printed key, and stops with everything it started, Postgres too', async () => {
  test.setTimeout(400_000)
  const demo = await startDemo()
  await waitUntilReady(demo)
  key = demo.demo().keys[0]?.key ?? ''
  expect(demo.output()).toContain(key)
  for (const { email } of demo.demo().accounts) expect(demo.output()).toContain(email)
  const answer = await ask(demo, 'say hello')
  expect(answer.status, await answer.text()).toBe(200)
  expect(await isPostgresAlive()).toBe(true)
  const streaming = (await ask(demo, '[tokens=60] go', { stream: true })).text()
  expect(await demo.end('SIGINT')).toBe(0)
  expect(await streaming, 'a running stream is let to its end').toContain('[DONE]')
  expect(await isPostgresAlive()).toBe(false)
})

test('goes on and stops as it should when nobody reads its output any more', async () => {
  test.setTimeout(400_000)
  const demo = await startDemo()
  await waitUntilReady(demo)
  demo.stopReading()
  expect((await ask(demo, 'say hello')).status).toBe(200)
  // It says that it stops, to nobody.
  expect(await demo.end('SIGTERM')).toBe(0)
  expect(await isPostgresAlive()).toBe(false)
})

test('stops as well where only npm is told to', async () => {
  test.setTimeout(400_000)
  const npm = process.env.npm_execpath
  if (!npm) throw new Error('this needs npm: npm test, or npx playwright test')
  const demo = startProcess([npm, 'run', 'demo'], { port: await freePort(), dataDir })
  await waitUntilReady(demo)
  expect((await ask(demo, 'say hello')).status).toBe(200)
  await demo.end('SIGTERM')
  await expect.poll(isPostgresAlive, { timeout: 30_000 }).toBe(false)
  expect(await ask(demo, 'say hello').catch(() => 'nobody')).toBe('nobody')
})

test('it keeps its data, and comes back by itself after a kill with calls in flight, each booked once', async () => {
  test.setTimeout(400_000)
  const first = await startDemo()
  await waitUntilReady(first)
  const calls = await Promise.all(
    Array.from({ length: 60 }, (_, i) => ask(first, `[tokens=${20 + i * 4}] go`, { stream: i % 2 === 0, max_tokens: 300 })),
  )
  const outcomes = calls.map(async (call) => {
    const id = call.headers.get('x-request-id') ?? ''
    const isWhole = await call.text().then(
      (text) => call.status === 200 && (text.includes('[DONE]') || text.includes('"usage"')),
      () => false,
    )
    return { id, isWhole }
  })
  await sleep(150)
  await first.end('SIGKILL')
  const seen = await Promise.all(outcomes)
  expect(await isPostgresAlive(), 'Postgres outlives a kill').toBe(true)

  const second = await startDemo()
  await waitUntilReady(second)
  expect((await ask(second, 'say hello')).status).toBe(200)
  const records = await Promise.all(seen.map(async ({ id }) => ({ id, record: await second.api('GET', `/calls/${id}`) })))
  for (const { id, isWhole } of seen) {
    const outcome = records.find((one) => one.id === id)?.record.outcome
    if (isWhole) expect(outcome, id).toBe('answered')
    else expect(['answered', 'interrupted', 'cancelled'], id).toContain(outcome)
  }
  expect(await second.end('SIGTERM')).toBe(0)
})

test('a taken port and a data directory in use are each one clear sentence', async () => {
  test.setTimeout(400_000)
  const port = await freePort()
  const squatter = createServer()
  await new Promise<void>((resolve) => squatter.listen(port, '127.0.0.1', resolve))
  const blocked = await startDemo(port)
  expect(await blocked.ended).toBe(1)
  expect(blocked.output()).toContain(`Port ${port} is taken by another program.`)
  expect(blocked.output()).not.toContain('at ')
  squatter.close()

  const first = await startDemo()
  await waitUntilReady(first)
  const second = await startDemo()
  expect(await second.ended).toBe(1)
  expect(second.output()).toContain('used by another')
  expect(second.output()).not.toMatch(/\n\s+at /)
  expect((await ask(first, 'say hello')).status, 'the first one is not disturbed').toBe(200)
  expect(await first.end('SIGTERM')).toBe(0)
})

test('every mistake in the environment is listed at once', async () => {
  const wrong = startProcess(['dist/server.js'], {
    port: 0,
    dataDir,
    env: { PORT: 'many', LEDGER: 'paper', PUBLIC_URL: 'nowhere' },
  })
  expect(await wrong.ended).toBe(1)
  for (const name of ['PORT', 'LEDGER', 'PUBLIC_URL']) expect(wrong.output()).toContain(`  ${name}: `)
})
