import { mkdtempSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { newUuid } from '@/lib/base/ids'
import { createSqlPool, type SqlPool } from '@/lib/db/sql-pool'
import { createTestDatabase } from '@/lib/db/testing/test-database'
import { type LiveCounters, openCounters } from '@/lib/runtime/counters/open-counters'
import { demand, quota, rate } from '@/lib/runtime/counters/testing/tested-store'

let database: Awaited<ReturnType<typeof createTestDatabase>>
let pool: SqlPool
let dataDir: string
/** The same all through a test: a day that ends meanwhile is not what is tested here. */
let nowMs: number

beforeAll(async () => {
  database = await createTestDatabase()
  pool = createSqlPool(database.url, { max: 3 })
})
beforeEach(async () => {
  nowMs = Date.now()
  dataDir = mkdtempSync(join(tmpdir(), 'tollgate-counters-'))
  await pool.query('delete from replicas')
  await pool.query('delete from counter_totals')
})
afterAll(async () => {
  await pool.end()
  await database.close()
})

const instanceId = newUuid()

async function start(over: { pool?: SqlPool } = {}): Promise<LiveCounters> {
  return await openCounters({
    redisUrl: undefined,
    redisPatienceMs: 50,
    pool,
    dataDir,
    instanceId,
    limitOf: () => undefined,
    onError: () => {},
    ...over,
  })
}

async function use(counters: LiveCounters, amount: number): Promise<boolean> {
  const taken = await counters.reserve(newUuid(), [demand(quota, amount, nowMs), demand(rate, amount, nowMs)], nowMs)
  if (taken.ok) await counters.settle(taken.hold, [amount, amount], nowMs)
  return taken.ok
}

async function used(counters: LiveCounters): Promise<number[]> {
  return await counters.peek([demand(quota, 0, nowMs), demand(rate, 0, nowMs)], nowMs)
}

/** A gateway whose heartbeat is heard. */
async function beat(id: string, status: object = {}, age = '0 seconds'): Promise<void> {
  await pool.query(
    `insert into replicas (id, started_at, seen_at, catalog_version, status) values ($1, now(), now() - $2::interval, 1, $3)
      on conflict (id) do update set seen_at = excluded.seen_at, status = excluded.status`,
    [id, age, JSON.stringify(status)],
  )
}

describe('the counters of a gateway alone', () => {
  it('go on where they were after a restart: rates from the disk, quotas from the ledger', async () => {
    const one = await start()
    expect(await use(one, 300)).toBe(true)
    await one.close()
    const { span } = demand(quota, 0, nowMs)
    // The ledger has booked less than was held: it is what counts.
    await pool.query('insert into counter_totals (limit_id, count_key, period_start, total) values ($1, $2, $3, 290)', [
      quota.id,
      '',
      new Date(span?.startMs ?? 0),
    ])
    const two = await start()
    expect(await used(two)).toEqual([290, 300])
    expect(await use(two, 201)).toBe(false)
    expect(await use(two, 200)).toBe(true)
    await two.close()
  })

  it('are on the disk within a second, so that a crash forgets no more than that', async () => {
    const one = await start()
    await use(one, 300)
    await expect
      .poll(() => readFile(join(dataDir, 'counters.json'), 'utf8').catch(() => ''), { timeout: 20_000 })
      .toContain('300')
    // It is not closed: its process is gone.
    const two = await start()
    expect((await used(two))[1]).toBe(300)
    await Promise.all([one.close(), two.close()])
  })

  it('know quotas too while Postgres is away', async () => {
    const one = await start()
    await use(one, 300)
    await one.close()
    const gone = createSqlPool('postgres://127.0.0.1:1/gone', { max: 1, connectTimeoutMs: 200 })
    const two = await start({ pool: gone })
    expect(await used(two)).toEqual([300, 300])
    await two.close()
    await gone.end()
    rmSync(dataDir, { recursive: true, force: true })
  })

  it('leave to other gateways that are alive their shares, and take them back when those are gone', async () => {
    const other = newUuid()
    await beat(other)
    const beating = setInterval(() => void beat(other), 500)
    await beat(newUuid(), { servesCalls: false })
    await beat(newUuid(), {}, '1 minute')
    const one = await start()
    expect(one.status()).toEqual({ store: 'memory', isUp: true, gateways: 2 })
    expect(await use(one, 251)).toBe(false)
    expect(await use(one, 250)).toBe(true)
    clearInterval(beating)
    const gatewaysWithout = async () => {
      await pool.query('delete from replicas where id = $1', [other])
      return one.status().gateways
    }
    await expect.poll(gatewaysWithout, { timeout: 20_000 }).toBe(1)
    expect(await use(one, 250)).toBe(true)
    await one.close()
  })
})
