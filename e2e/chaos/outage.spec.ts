/**
 * PostgreSQL frozen, stopped, killed, and not there at the start; the disk full: calls go on or are refused with a reason, and
 * nothing of them is lost. `npm run chaos` keeps it away for a minute each time; `npm test` for a few seconds.
 */
import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from '@playwright/test'
import { createSqlPool, type SqlPool } from '@/lib/db/sql-pool'
import { type SeenCall, startLoad } from './load'
import { openScene, type Scene } from './scene'
import { judge } from './verdict'

const AWAY_MS = process.env.CHAOS_FULL ? 60_000 : 8_000
/** Ends what hangs. */
const CATCH_UP_MS = 90_000

let scene: Scene
let pool: SqlPool
const seen: SeenCall[] = []

test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  test.setTimeout(300_000)
  scene = await openScene()
  pool = createSqlPool(scene.postgres.url, { max: 1 })
})
test.afterAll(async () => {
  await pool?.end()
  await scene?.close()
})

const ask = (url: string, key: string) =>
  fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', 'x-client-request-id': randomUUID() },
    body: JSON.stringify({ model: 'chaos', messages: [{ role: 'user', content: '[tokens=5] go' }], max_tokens: 20 }),
  })

const stateOf = async (url: string) => (await (await fetch(`${url}/readyz`)).json()) as { status: string; spoolBytes?: number }

/** Waits until every answered call is booked; returns how long that took. */
async function catchUp(): Promise<number> {
  const sinceMs = Date.now()
  for (;;) {
    const { faults } = await judge(pool, scene.tenantId, seen).catch((error: unknown) => ({ faults: [String(error)] }))
    if (faults.length === 0) return Date.now() - sinceMs
    if (Date.now() - sinceMs > CATCH_UP_MS) expect(faults).toEqual([])
    await sleep(200)
  }
}

for (const [way, away, back] of [
  ['frozen', async () => scene.postgres.freeze(), async () => scene.postgres.thaw()],
  ['stopped', () => scene.postgres.stop(), () => scene.postgres.start()],
] as const) {
  test(`with PostgreSQL ${way} for ${AWAY_MS / 1000} s under load no call fails, quotas hold, and the books are complete afterwards`, async () => {
    test.setTimeout(AWAY_MS + 400_000)
    const gateway = await scene.startGateway()
    const load = startLoad({ url: gateway.url, key: scene.key, callers: 50, pauseMs: 50 })
    await sleep(1_000)
    await away()
    const backAtMs = Date.now() + AWAY_MS
    await expect.poll(async () => (await stateOf(gateway.url)).status, { timeout: AWAY_MS + 60_000 }).toBe('degraded')
    if (way === 'frozen') {
      const answers = await Promise.all(Array.from({ length: 60 }, () => ask(gateway.url, scene.scarceKey)))
      const statuses = answers.map(({ status }) => status)
      expect(statuses.filter((status) => status === 200)).toHaveLength(40)
      expect(statuses.filter((status) => status === 403)).toHaveLength(20)
    }
    await sleep(Math.max(0, backAtMs - Date.now()))
    const before = seen.length
    await back()
    const calls = await load.stop()
    seen.push(...calls)
    expect(calls.filter(({ isWhole }) => !isWhole)).toEqual([])
    const tookMs = await catchUp()
    process.stdout.write(
      `${way} for ${AWAY_MS / 1000} s: ${seen.length - before} calls, 0 failed, all booked after ${tookMs} ms\n`,
    )
    await expect.poll(async () => (await stateOf(gateway.url)).status, { timeout: CATCH_UP_MS }).toBe('ready')
    expect(await gateway.end('SIGTERM')).toBe(0)
  })
}

test('a gateway that starts without PostgreSQL serves from its last snapshot, and books when it is back', async () => {
  test.setTimeout(300_000)
  await scene.postgres.stop()
  const gateway = await scene.startGateway()
  const load = startLoad({ url: gateway.url, key: scene.key, callers: 20, pauseMs: 50 })
  await sleep(2_000)
  const calls = await load.stop()
  seen.push(...calls)
  expect(calls.filter(({ isWhole }) => !isWhole)).toEqual([])
  expect((await ask(gateway.url, scene.scarceKey)).status, 'what was used up stays used up').toBe(403)
  await scene.postgres.start()
  await catchUp()
  expect(await gateway.end('SIGTERM')).toBe(0)
})

test('a PostgreSQL that is killed again and again, in the middle of flushes, doubles nothing and loses nothing', async () => {
  test.setTimeout(400_000)
  const gateway = await scene.startGateway()
  const load = startLoad({ url: gateway.url, key: scene.key, callers: 50 })
  for (let kill = 0; kill < 5; kill++) {
    await sleep(1_000 + Math.random() * 500)
    scene.postgres.kill()
    await expect
      .poll(
        () =>
          pool.query('select 1').then(
            () => true,
            () => false,
          ),
        { timeout: 60_000 },
      )
      .toBe(true)
  }
  const calls = await load.stop()
  seen.push(...calls)
  expect(calls.filter(({ isWhole }) => !isWhole)).toEqual([])
  await catchUp()
  expect(await gateway.end('SIGTERM')).toBe(0)
})

test('with the disk full new calls are refused with a reason, running ones end, and it recovers by itself', async () => {
  test.setTimeout(900_000)
  const disk = mountSmallDisk(path.join(scene.dataDir, '..', 'small-disk'))
  const gateway = await scene.startGateway({ dataDir: disk.directory, env: { SPOOL_MAX_MB: '16' } })
  disk.fill()
  await scene.postgres.stop()
  const load = startLoad({ url: gateway.url, key: scene.key, callers: 100 })
  await expect.poll(async () => (await stateOf(gateway.url)).status, { timeout: 500_000 }).toBe('full')
  const refused = await ask(gateway.url, scene.key)
  expect(refused.status).toBe(503)
  expect(refused.headers.get('retry-after')).not.toBeNull()
  expect(((await refused.json()) as { error: { code: string } }).error.code).toBe('ledger_full')
  const calls = await load.stop()
  seen.push(...calls)
  expect(calls.filter(({ isWhole, status }) => !isWhole && status !== 503)).toEqual([])
  disk.free()
  await scene.postgres.start()
  await catchUp()
  await expect.poll(async () => (await ask(gateway.url, scene.key)).status, { timeout: CATCH_UP_MS }).toBe(200)
  expect(await gateway.end('SIGTERM')).toBe(0)
  disk.remove()
})

type SmallDisk = { directory: string; fill(): void; free(): void; remove(): void }

/** A disk of 60 MB where this user may mount one; else a plain folder, and the spool's own bound is what fills up. */
function mountSmallDisk(directory: string): SmallDisk {
  mkdirSync(directory, { recursive: true })
  const isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=60m', 'tmpfs', directory], { stdio: 'ignore' }).status === 0
  process.stdout.write(
    isMounted ? 'a disk of 60 MB\n' : 'no right to mount a small disk: the bound of the spool stands in for it\n',
  )
  const ballast = path.join(directory, 'ballast')
  return {
    directory,
    fill() {
      if (!isMounted) return
      const { bavail, bsize } = statfsSync(directory)
      writeFileSync(ballast, Buffer.alloc(bavail * bsize - 64 * 1024))
    },
    free: () => rmSync(ballast, { force: true }),
    remove() {
      if (isMounted) spawnSync('umount', [directory])
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
