/** Several workers on one port: one limit over all of them, a dead one replaced, one answer for the scraper, one way to stop. */
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { expect, test } from '@playwright/test'
import { startRedis, type TestRedis } from '@/lib/runtime/counters/testing/redis-server'
import { openScene, type Scene } from '../chaos/scene'
import { freePort, newDataDir, startProcess, type TollgateProcess, waitUntilReady } from './tollgate-process'

test.describe.configure({ mode: 'serial' })
test.setTimeout(400_000)

const METRICS_TOKEN = 'a-token-for-the-scraper'
const WORKERS = 3
const QUOTA = 40
const CALLS_AFTERWARDS = 30
let scene: Scene
let redis: TestRedis
let tollgate: TollgateProcess

test.beforeAll(async () => {
  scene = await openScene({ thinkMs: 5, chunkMs: 1 })
  redis = await startRedis()
  tollgate = startProcess(['dist/server.js', '--role', 'gateway', '--workers', String(WORKERS)], {
    port: await freePort(),
    dataDir: scene.dataDir,
    env: { ...scene.env, NODE_ENV: 'production', REDIS_URL: redis.url, METRICS_TOKEN },
  })
  await expect.poll(() => tollgate.output(), { timeout: 120_000 }).toContain(`(${WORKERS} workers)`)
})

test.afterAll(async () => {
  await tollgate?.end('SIGKILL')
  await redis?.stop()
  await scene?.close()
})

/** A call on a connection of its own, so that the workers take turns. */
async function ask(key: string): Promise<number> {
  const response = await fetch(`${tollgate.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, connection: 'close' },
    body: JSON.stringify({ model: 'chaos', messages: [{ role: 'user', content: 'say hello' }], max_tokens: 20 }),
  })
  await response.text()
  return response.status
}

async function metrics(): Promise<string> {
  const response = await fetch(`${tollgate.url}/metrics`, {
    headers: { authorization: `Bearer ${METRICS_TOKEN}`, connection: 'close' },
  })
  return response.text()
}

/** The processes it has started, by Linux' own list: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function workerPids(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        const [, parent] = readFileSync(`/proc/${name}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
        return Number(parent) === tollgate.pid
      } catch {
        return false
      }
    })
    .map(Number)
}

test('sixty callers at once get the forty calls of one quota, whichever worker takes them', async () => {
  const statuses = await Promise.all(Array.from({ length: 60 }, () => ask(scene.scarceKey)))
  expect(statuses.filter((status) => status === 200)).toHaveLength(QUOTA)
  expect(statuses.filter((status) => status === 403)).toHaveLength(20)
})

test('a scraper reads of all workers, whichever answers it', async () => {
  const text = await metrics()
  for (let worker = 1; worker <= WORKERS; worker++) expect(text).toContain(`tollgate_spool_bytes{worker="${worker}"} `)
  expect(text.match(/# TYPE tollgate_spool_bytes gauge/g)).toHaveLength(1)
})

test('a worker that is killed is replaced, and the others go on meanwhile', async () => {
  const pids = workerPids()
  expect(pids).toHaveLength(WORKERS)
  const victim = pids[0] ?? 0
  process.kill(victim, 'SIGKILL')
  await expect.poll(() => ask(scene.key).catch(() => 0), { timeout: 30_000 }).toBe(200)
  await expect.poll(() => metrics().catch(() => ''), { timeout: 60_000 }).toContain(`{worker="${WORKERS + 1}"}`)
})

test('one signal ends them all, with exit code 0, and every call is in the ledger', async () => {
  const answered = await Promise.all(Array.from({ length: CALLS_AFTERWARDS }, () => ask(scene.key)))
  expect(answered.every((status) => status === 200)).toBe(true)
  expect(await tollgate.end('SIGTERM')).toBe(0)
  const whole = await scene.startGateway({ role: 'all' })
  try {
    await waitUntilReady(whole)
    const list = async () => {
      const response = await fetch(`${whole.url}/api/v1/calls?tenantId=${scene.tenantId}&outcome=answered&limit=1000`, {
        headers: { authorization: `Bearer ${whole.demo().managementToken}` },
      })
      return ((await response.json()) as { items: unknown[] }).items.length
    }
    await expect.poll(list, { timeout: 60_000 }).toBeGreaterThanOrEqual(QUOTA + CALLS_AFTERWARDS)
  } finally {
    await whole.end('SIGTERM')
  }
})

test('without Redis it says what is missing, and a taken port once', async () => {
  const dataDir = newDataDir()
  try {
    const env = { ...scene.env, NODE_ENV: 'production' }
    const program = ['dist/server.js', '--role', 'gateway', '--workers', '2']
    const alone = startProcess(program, { port: await freePort(), dataDir, env })
    expect(await alone.ended).toBe(1)
    expect(alone.output()).toContain('Set REDIS_URL')
    const wrong = startProcess(['dist/server.js', '--workers', 'many'], { port: await freePort(), dataDir, env })
    expect(await wrong.ended).toBe(1)
    expect(wrong.output()).toContain("--workers is a number from 1 to 256 or auto, not 'many'")
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
})
