/**
 * `kill -9` under load, again and again, and at each named point: what a caller has had to its last byte is in the ledger
 * exactly once, nothing is there twice, what was cut is marked, and the counters are what the records add up to.
 * `npm run chaos` plays all twenty rounds; `npm test` three of them.
 */
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from '@playwright/test'
import { createSqlPool, type SqlPool } from '@/lib/db/sql-pool'
import { freePort, startProcess } from '../process/tollgate-process'
import { type Load, type SeenCall, startLoad } from './load'
import { openScene, type Scene } from './scene'
import { billOf, judge } from './verdict'

const ROUNDS = Number(process.env.CHAOS_ROUNDS ?? 3)
const CALLERS = 60

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

/** Starts a gateway that brings everything in, and asks the books. */
async function settleAndJudge() {
  const gateway = await scene.startGateway()
  const usage = (await (
    await fetch(`${gateway.url}/v1/usage`, { headers: { authorization: `Bearer ${scene.key}` } })
  ).json()) as { limits: { name: string; used: number }[] }
  expect(await gateway.end('SIGTERM')).toBe(0)
  const verdict = await judge(pool, scene.tenantId, seen)
  const { rows } = await pool.query<{ total: bigint }>(
    "select sum(t.total)::bigint as total from counter_totals t join limits l on l.id = t.limit_id where l.name = 'chaos tokens'",
  )
  const counted = usage.limits.find(({ name }) => name === 'chaos tokens')?.used
  if (BigInt(counted ?? -1) !== rows[0]?.total)
    verdict.faults.push(`the gateway counts ${counted} tokens, its ledger ${rows[0]?.total}`)
  return verdict
}

/** Until so many calls of each kind were answered to the last byte: on a busy machine the first of them takes long. */
async function untilAnswered(load: Load, count: number): Promise<void> {
  const answered = () =>
    [true, false].map((isStream) => load.seen.filter((call) => call.isWhole && call.isStream === isStream).length)
  await expect.poll(() => Math.min(...answered()), { timeout: 60_000, intervals: [20] }).toBeGreaterThanOrEqual(count)
}

test(`${ROUNDS} kills at random moments with ${CALLERS} callers lose nothing and double nothing`, async () => {
  test.setTimeout(120_000 + ROUNDS * 90_000)
  let leastInFlight = Number.POSITIVE_INFINITY
  for (let round = 1; round <= ROUNDS; round++) {
    const gateway = await scene.startGateway()
    const load = startLoad({ url: gateway.url, key: scene.key, callers: CALLERS })
    await untilAnswered(load, 1)
    await sleep(Math.random() * 1_200)
    leastInFlight = Math.min(leastInFlight, load.inFlight())
    await gateway.end('SIGKILL')
    seen.push(...(await load.stop()))
  }
  const { faults, ...figures } = await settleAndJudge()
  const whole = seen.filter(({ isWhole }) => isWhole)
  process.stdout.write(
    `${ROUNDS} kills: ${seen.length} calls sent, ${whole.length} answered to the last byte, ${JSON.stringify(figures)}\n`,
  )
  expect(faults).toEqual([])
  expect(leastInFlight).toBeGreaterThanOrEqual(50)
  expect(whole.some(({ isStream }) => isStream) && whole.some(({ isStream }) => !isStream)).toBe(true)
  expect(figures.interrupted, 'what was cut is marked').toBeGreaterThan(0)
  const bill = await billOf(scene.simulatorUrl)
  expect(bill.calls).toBeGreaterThanOrEqual(figures.answered)
})

for (const point of ['after-open', 'in-forward', 'mid-stream', 'after-close', 'before-commit', 'after-commit']) {
  test(`a kill ${point.replace('-', ' ')} loses nothing and doubles nothing`, async () => {
    test.setTimeout(240_000)
    const count = point.endsWith('commit') ? 3 : 150
    const gateway = await scene.startGateway({ env: { NODE_ENV: 'test', TOLLGATE_KILL_AT: `${point}:${count}` } })
    const load = startLoad({ url: gateway.url, key: scene.key, callers: CALLERS })
    expect(await Promise.race([gateway.ended, sleep(90_000, 'still alive')]), 'it died where it was told to').toBe(null)
    seen.push(...(await load.stop()))
    expect((await settleAndJudge()).faults).toEqual([])
  })
}

test('a gateway that stands still while its spool is taken over, and then goes on, is billed by its true closes', async () => {
  test.setTimeout(300_000)
  const gateway = await scene.startGateway()
  const load = startLoad({ url: gateway.url, key: scene.key, callers: CALLERS })
  await untilAnswered(load, 1)
  void gateway.end('SIGSTOP')
  const [instance = ''] = readdirSync(path.join(scene.dataDir, 'spool')).filter((name) => !name.startsWith('.'))
  const adopted = spawnSync(process.execPath, ['--import', 'tsx', 'scripts/ledger-adopt.ts', instance], {
    env: { ...process.env, ...scene.env, DATA_DIR: scene.dataDir },
    encoding: 'utf8',
  })
  const interrupted = Number(/and (\d+) interrupted/.exec(adopted.stdout)?.[1] ?? 0)
  expect(interrupted, adopted.stdout + adopted.stderr).toBeGreaterThan(0)
  void gateway.end('SIGCONT')
  const calls = await load.stop()
  seen.push(...calls)
  expect(calls.filter(({ isWhole }) => !isWhole)).toEqual([])
  expect(await gateway.end('SIGTERM')).toBe(0)
  expect((await settleAndJudge()).faults).toEqual([])
})

test('the first signal lets running calls end and flushes; a second one ends at once, and the spool still holds everything', async () => {
  test.setTimeout(300_000)
  const graceful = await scene.startGateway()
  const ending = startLoad({ url: graceful.url, key: scene.key, callers: CALLERS })
  await untilAnswered(ending, 1)
  const underWay = ending.inFlight()
  const stopped = graceful.end('SIGTERM')
  seen.push(...(await ending.stop()))
  expect(await stopped).toBe(0)
  expect(underWay).toBeGreaterThanOrEqual(50)

  // Answers that take seconds: the second signal comes before they end.
  await scene.pace({ mode: 'slow', ttfbMs: 50, chunkMs: 400 })
  const hasty = await scene.startGateway({ env: { SHUTDOWN_DEADLINE_S: '30' } })
  const cut = startLoad({ url: hasty.url, key: scene.key, callers: CALLERS })
  const hasBegun = () => cut.seen.filter(({ status }) => status === 200).length
  await expect.poll(hasBegun, { timeout: 60_000, intervals: [20] }).toBeGreaterThan(CALLERS / 4)
  void hasty.end('SIGTERM')
  // What comes within half a second of the first is taken for the same: more than that, also where the first is heard late.
  await sleep(2_000)
  expect(await hasty.end('SIGTERM')).not.toBe(0)
  seen.push(...(await cut.stop()))
  await scene.pace({ mode: 'ok' })
  expect((await settleAndJudge()).faults).toEqual([])
})

test('without a spool (LEDGER=direct) a kill still loses no call whose answer ended', async () => {
  test.setTimeout(240_000)
  const gateway = await scene.startGateway({ env: { LEDGER: 'direct' } })
  const load = startLoad({ url: gateway.url, key: scene.key, callers: CALLERS })
  await untilAnswered(load, 30)
  await gateway.end('SIGKILL')
  const calls = await load.stop()
  seen.push(...calls)
  expect(calls.filter(({ isWhole }) => isWhole).length).toBeGreaterThan(50)
  // It left no spool that says it is dead: until three heartbeats are missed, limits are shared with it.
  await sleep(4_000)
  expect((await settleAndJudge()).faults).toEqual([])
})

// Only Linux has a folder in memory that anybody may write to.
if (process.platform === 'linux') {
  test('a data directory in memory is refused with what to do about it', async () => {
    const env = { ...scene.env, LEDGER: '' }
    const refused = startProcess(['dist/server.js', '--role', 'gateway'], {
      port: await freePort(),
      dataDir: '/dev/shm/tollgate',
      env,
    })
    expect(await refused.ended).toBe(1)
    expect(refused.output()).toContain('LEDGER=direct')
  })
}
