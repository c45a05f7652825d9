import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { newUuid } from '@/lib/base/ids'
import { createSqlPool, type SqlPool } from '@/lib/db/sql-pool'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import type { CloseEntry, OpenEntry } from '@/lib/gateway/usage-entry'
import { insertBatch } from '@/lib/runtime/ledger/insert-batch'
import { type LedgerOptions, startLedger } from '@/lib/runtime/ledger/ledger'
import { segmentPath } from '@/lib/runtime/ledger/segment'
import { charge, closeOf, jsonOf, NOWHERE, openOf, sumsOf } from '@/lib/runtime/ledger/testing/ledger-entries'

let database: TestDatabase
let pool: SqlPool
let dataDir: string
const errors: unknown[] = []

beforeAll(async () => {
  database = await createTestDatabase()
  pool = createSqlPool(database.url)
})
afterAll(async () => {
  await pool.end()
  await database.close()
})
beforeEach(async () => {
  errors.length = 0
  dataDir = mkdtempSync(join(tmpdir(), 'tollgate-ledger-'))
  await pool.query('truncate usage_records, usage_rollups, counter_totals, call_traces')
  return () => rmSync(dataDir, { recursive: true, force: true })
})

const start = (more: Partial<LedgerOptions> = {}) =>
  startLedger({
    dataDir,
    instanceId: newUuid(),
    databaseUrl: database.url,
    fsync: false,
    maxBytes: 1 << 30,
    segmentBytes: 256 * 1024,
    onError: (error) => errors.push(error),
    ...more,
  })

describe('the ledger', () => {
  it('keeps apart what is written for an hour, with and without units beside it, in records and sums alike', async () => {
    const ledger = await start()
    const tokens = {
      input: 1,
      cacheRead: 2,
      cacheWrite: 3,
      cacheWrite1h: 4,
      output: 5,
      reasoning: 6,
      audioIn: 7,
      audioOut: 8,
      images: 9,
    }
    const units = [{ kind: 'searches', amount: 2 }]
    for (const more of [{ tokens }, { tokens, units, savedNano: 5n }, { units }, {}] as Partial<CloseEntry>[]) {
      const open = openOf()
      await ledger.open(open)
      await ledger.close(closeOf(open, more))
    }
    await ledger.drain(60_000)
    const { rows } = await pool.query<{ written: string; units: unknown }>(
      'select cache_write_1h_tokens::text as written, units from usage_records order by cache_write_1h_tokens, units nulls first',
    )
    expect(rows).toEqual([
      { written: '0', units: null },
      { written: '0', units },
      { written: '4', units: null },
      { written: '4', units },
    ])
    const sums = await pool.query<{ sum: string }>('select sum(cache_write_1h_tokens)::text as sum from usage_rollups')
    expect(sums.rows).toEqual([{ sum: '8' }])
    await ledger.stop()
  })

  it('books each closed call once, in records, rollups and counter totals alike, over many segments', async () => {
    const ledger = await start({ segmentBytes: 64 * 1024 })
    for (let i = 0; i < 500; i++) {
      const open = openOf()
      // As the gateway does: no open without room for its close.
      while (!ledger.canOpen()) await sleep(1)
      await ledger.open(open)
      await ledger.close(closeOf(open))
    }
    await ledger.drain(60_000)
    expect(await sumsOf(pool)).toEqual({
      records: 500,
      cost: 6_750_000n,
      rolled: 500,
      rolled_cost: 6_750_000n,
      charged: 15_000,
      interrupted: 0,
    })
    const [instance = ''] = readdirSync(join(dataDir, 'spool'))
    const segments = () => readdirSync(join(dataDir, 'spool', instance)).filter((name) => name.endsWith('.spool'))
    // Another thread lets go of them, a moment after it has flushed.
    await vi.waitFor(() => expect(segments().length).toBeLessThanOrEqual(3), 30_000)
    await ledger.stop()
    expect(errors).toEqual([])
  })

  it('reads a batch again that Postgres failed, and lets go of its segments afterwards', async () => {
    const instanceId = newUuid()
    const ledger = await start({ segmentBytes: 64 * 1024, instanceId })
    await pool.query('alter table usage_rollups rename to elsewhere')
    for (let i = 0; i < 300; i++) {
      const open = openOf()
      while (!ledger.canOpen()) await sleep(1)
      await ledger.open(open)
      await ledger.close(closeOf(open))
    }
    await vi.waitFor(() => expect(ledger.status().failingSinceMs).not.toBeNull(), 30_000)
    expect(ledger.status().lagMs).toBeGreaterThan(0)
    await pool.query('alter table elsewhere rename to usage_rollups')
    await ledger.drain(60_000)
    expect(await sumsOf(pool)).toMatchObject({ records: 300, rolled: 300, charged: 9_000 })
    expect(ledger.status().failingSinceMs).toBeNull()
    const left = () => readdirSync(join(dataDir, 'spool', instanceId)).filter((name) => name.endsWith('.spool'))
    await vi.waitFor(() => expect(left().length).toBeLessThanOrEqual(3), 30_000)
    await ledger.stop()
    expect(readdirSync(join(dataDir, 'spool')), 'an empty spool goes with its instance').toEqual([])
  })

  it('keeps the tags of a call, and books a line that was written before there were any', async () => {
    const open = openOf()
    open.identity.tags = ['env=prod', 'team=search']
    const close = jsonOf(closeOf(open))
    const older = jsonOf(closeOf(openOf())).toString()
    expect(older.endsWith(',null]')).toBe(true)
    await insertBatch(pool, [close, Buffer.from(`${older.slice(0, -',null]'.length)}]`)], 'replica')
    const { rows } = await pool.query<{ tags: string[] }>('select tags from usage_records order by cardinality(tags)')
    expect(rows.map(({ tags }) => tags)).toEqual([[], ['env=prod', 'team=search']])
  })

  it('changes nothing when a batch comes again', async () => {
    const batch = Array.from({ length: 20 }, () => jsonOf(closeOf(openOf())))
    expect(await insertBatch(pool, batch, 'r')).toBe(20)
    expect(await insertBatch(pool, [...batch, ...batch.slice(0, 3)], 'r')).toBe(0)
    expect(await sumsOf(pool)).toMatchObject({ records: 20, rolled: 20, charged: 600 })
  })

  it('replays what a dead instance left: its closes once, its open calls as interrupted, at their last progress', async () => {
    const dead = await startDead()
    const [closed, running, streaming] = [openOf(), openOf(), openOf()]
    for (const open of [closed, running, streaming]) await dead.open(open)
    await dead.close(closeOf(closed))
    dead.progress({
      id: streaming.identity.id,
      backendId: newUuid(),
      estimate: { ...streaming.estimate, costNano: 9_000n, charges: [charge(25)] },
    })
    await dead.die()
    const ledger = await start()
    expect(ledger.replayed).toEqual({ instances: 1, closed: 1, interrupted: 2 })
    expect(await sumsOf(pool)).toMatchObject({
      records: 3,
      cost: 13_500n + 1_500n + 9_000n,
      rolled: 3,
      charged: 30 + 10 + 25,
      interrupted: 2,
    })
    expect(readdirSync(join(dataDir, 'spool'))).toHaveLength(1)
    await ledger.stop()
  })

  it('loses nothing but the torn line itself', async () => {
    const dead = await startDead()
    const opens = [openOf(), openOf()]
    for (const open of opens) {
      await dead.open(open)
      await dead.close(closeOf(open))
    }
    const { path, size } = dead.lastBytes()
    await dead.die()
    tear(path, size)
    const ledger = await start()
    expect(await sumsOf(pool)).toMatchObject({ records: 2 })
    await ledger.stop()
  })

  it('leaves a living instance its spool', async () => {
    const first = await start()
    const open = openOf()
    await first.open(open)
    const second = await start()
    expect(second.replayed?.instances).toBe(0)
    await first.close(closeOf(open))
    await first.drain(60_000)
    expect(await sumsOf(pool)).toMatchObject({ records: 1, interrupted: 0 })
    await second.stop()
    await first.stop()
  })

  it('sets a record aside that the database will never take, and goes on with the others', async () => {
    const ledger = await start()
    for (let i = 0; i < 9; i++) {
      const open = openOf()
      await ledger.open(open)
      await ledger.close(closeOf(open, i === 4 ? { status: 99_999 } : {}))
    }
    await ledger.drain(60_000)
    expect(await sumsOf(pool)).toMatchObject({ records: 8 })
    await vi.waitFor(() => expect(errors.map(String).join()).toContain('set aside'), 30_000)
    expect(readdirSync(dataDir)).toContain('rejected.spool')
    await ledger.stop()
  })

  it('takes calls for as long as one call runs, keeps only the segments that call needs, and bills it as far as it came', async () => {
    const instanceId = newUuid()
    const directory = join(dataDir, 'spool', instanceId)
    const ledger = await start({ instanceId, maxBytes: 200_000, segmentBytes: 64 * 1024 })
    const long = openOf()
    const segments = () => readdirSync(directory).filter((name) => name.endsWith('.spool'))
    await ledger.open(long)
    // Three times the bound, all of it flushed.
    for (let call = 0; call < 600; call++) {
      await vi.waitFor(() => expect(ledger.canOpen()).toBe(true), { timeout: 30_000, interval: 1 })
      const open = openOf()
      await ledger.open(open)
      await ledger.close(closeOf(open))
      if (call === 300) {
        const estimate = { ...long.estimate, costNano: 9_000n, charges: [charge(25)] }
        ledger.progress({ id: long.identity.id, backendId: newUuid(), estimate })
      }
    }
    await ledger.drain(60_000)
    // The next segment is made ready beside the calls.
    await vi.waitFor(() => expect(ledger.status()).toMatchObject({ spoolBytes: 0, canOpen: true }), 30_000)
    // Of the call: its open and its last progress; besides, the one that is written and the next.
    expect(Math.max(...segments().map((name) => Number.parseInt(name, 10)))).toBeGreaterThan(7)
    await vi.waitFor(() => expect(segments().length).toBeLessThanOrEqual(4), 30_000)
    expect(segments()).toContain('000000001.spool')
    // The process dies: of what lies in the first segment only the long call is not in the ledger.
    rmSync(join(directory, 'instance.json'))
    const next = await start()
    expect(next.replayed).toEqual({ instances: 1, closed: 0, interrupted: 1 })
    expect(await sumsOf(pool)).toMatchObject({
      records: 601,
      cost: 600n * 13_500n + 9_000n,
      charged: 600 * 30 + 25,
      interrupted: 1,
    })
    await next.stop()
    expect(errors).toEqual([])
  })

  it('takes no new calls beyond its bound, and still closes the running ones', async () => {
    const ledger = await start({ databaseUrl: NOWHERE, maxBytes: 40_000 })
    const running: OpenEntry[] = []
    while (ledger.canOpen()) {
      const open = openOf()
      await ledger.open(open)
      running.push(open)
    }
    expect(running.length).toBeGreaterThan(10)
    for (const open of running) await ledger.close(closeOf(open))
    await vi.waitFor(() => expect(ledger.status().failingSinceMs).not.toBeNull(), 30_000)
  })

  it('counts refusals of one key in a loop instead of writing each', async () => {
    const ledger = await start()
    for (let i = 0; i < 300; i++)
      await ledger.close(
        closeOf(openOf(), { outcome: 'refused', code: 'rate_limit_exceeded', status: 429, charges: [], costNano: 0n }),
      )
    await ledger.drain(60_000)
    const { records, rolled } = await sumsOf(pool)
    expect(records).toBeLessThan(20)
    expect(rolled).toBe(300)
    await ledger.stop()
  })
})

/** A ledger without Postgres whose process dies: what it wrote is all that is left. */
async function startDead() {
  const instanceId = newUuid()
  const ledger = await start({ databaseUrl: NOWHERE, instanceId })
  const directory = join(dataDir, 'spool', instanceId)
  let size = 0
  return {
    ...ledger,
    lastBytes: () => ({ path: segmentPath(directory, 1), size }),
    async close(entry: CloseEntry) {
      await ledger.close(entry)
      size = ledger.status().spoolBytes
    },
    async die() {
      await sleep(20)
      rmSync(join(directory, 'instance.json'))
    },
  }
}

/** Half a line after the last whole one, as a write that was cut off leaves it. */
function tear(path: string, size: number): void {
  const whole = readFileSync(path)
  Buffer.from('1 0badcafe c{"identity":').copy(whole, size)
  writeFileSync(path, whole)
}
