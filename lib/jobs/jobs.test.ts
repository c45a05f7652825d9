import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { newUuid } from '@/lib/base/ids'
import { createSqlPool, type SqlPool } from '@/lib/db/sql-pool'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { everyMs, type Job, nightly, runIfDue, startJobs } from '@/lib/jobs/job-runner'
import { expire, verify } from '@/lib/jobs/ledger-jobs'
import { insertBatch } from '@/lib/runtime/ledger/insert-batch'
import { insertOrSetAside } from '@/lib/runtime/ledger/insert-or-set-aside'
import { charge, closeOf, jsonOf, limitId, openOf } from '@/lib/runtime/ledger/testing/ledger-entries'

let database: TestDatabase
let pool: SqlPool
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
  await pool.query('truncate jobs, usage_records, usage_rollups, counter_totals, call_traces, limits cascade')
})

const options = (instanceId: string, jobs: Job[] = [], leaseMs = 5_000) => ({
  pool,
  instanceId,
  jobs,
  leaseMs,
  onError: (error: unknown) => errors.push(error),
})

function counted(ms = 60_000): Job & { runs: number } {
  const job = { name: 'counted', runs: 0, next: everyMs(ms), run: async () => `run ${++job.runs}` }
  return job
}

const row = async () => (await pool.query('select * from jobs')).rows[0]

it('has one of many processes run what is due, and nobody again before it is due again', async () => {
  const job = counted()
  const ran = await Promise.all(Array.from({ length: 8 }, (_, i) => runIfDue(options(`r${i}`), job)))
  expect(ran.filter(Boolean)).toHaveLength(1)
  expect(await runIfDue(options('late'), job)).toBe(false)
  expect(job.runs).toBe(1)
  expect(await row()).toMatchObject({ ok: true, message: 'run 1', leased_by: null })
})

it('leaves what is due to others for as long as it was told to, and runs it when nobody has', async () => {
  const job = counted()
  const patient = { ...options('gateway'), patienceMs: 180_000 }
  expect(await runIfDue(patient, job)).toBe(false)
  await pool.query("update jobs set due_at = now() - interval '100 seconds'")
  expect(await runIfDue(patient, job)).toBe(false)
  await pool.query("update jobs set due_at = now() - interval '181 seconds'")
  expect(await runIfDue(patient, job)).toBe(true)
  expect(job.runs).toBe(1)
})

it('catches up once what was due while nobody ran', async () => {
  const job = counted()
  await runIfDue(options('r'), job)
  await pool.query("update jobs set due_at = now() - interval '3 days'")
  const runner = startJobs({ ...options('r', [job]), lookMs: 10 })
  await expect.poll(() => job.runs, { timeout: 20_000 }).toBe(2)
  await new Promise((resolve) => setTimeout(resolve, 100))
  await runner.stop()
  expect(job.runs).toBe(2)
})

it('takes over from a runner that died, and does not believe one that comes back late', async () => {
  let finish = () => {}
  const slow: Job = {
    ...counted(),
    run: () => new Promise((resolve) => (finish = () => resolve('the slow one'))),
  }
  // It renews its lease each third of a minute: long after this is over.
  const first = runIfDue(options('slow', [], 60_000), slow)
  await expect.poll(async () => (await row())?.leased_by, { timeout: 20_000 }).toBe('slow')
  await pool.query("update jobs set leased_until = now() - interval '1 second'")
  expect(await runIfDue(options('quick'), counted())).toBe(true)
  finish()
  await first
  expect(await row()).toMatchObject({ message: 'run 1', ok: true })
})

it('says how a job failed, and tries it again soon', async () => {
  const failing: Job = { name: 'failing', next: everyMs(86_400_000), run: async () => Promise.reject(new Error('no luck')) }
  await runIfDue(options('r'), failing)
  const { ok, message, due_at } = await row()
  expect([ok, message]).toEqual([false, 'Error: no luck'])
  expect(due_at.getTime() - Date.now()).toBeLessThan(301_000)
  expect(errors).toHaveLength(1)
})

it('finds the next night', () => {
  const next = nightly(2, 30)
  expect(next(new Date('2026-11-21T01:00:00Z')).toISOString()).toBe('2026-11-21T02:30:00.000Z')
  expect(next(new Date('2026-11-21T02:30:00Z')).toISOString()).toBe('2026-11-22T02:30:00.000Z')
  expect(next(new Date('2026-12-31T23:00:00Z')).toISOString()).toBe('2027-01-01T02:30:00.000Z')
})

it('detaches months of records and drops months of traces that are old enough, and only those', async () => {
  const tables = async () =>
    (
      await pool.query<{ name: string }>(
        "select relname as name from pg_class where relkind in ('r', 'p') and (relname like 'usage_records_%' or relname like 'call_traces_%')",
      )
    ).rows.map(({ name }) => name)
  await pool.query("select ensure_usage_partitions('2024-01-01T00:00:00Z', 6)")
  const keep = { pool, keepRecordMonths: 3, keepTraceMonths: 1, detachesRecords: true }
  expect(await expire(keep, new Date('2024-06-15T00:00:00Z'))).toBe('detached 2 months of records, dropped 4 months of traces')
  const left = await tables()
  expect(left).toEqual(
    expect.arrayContaining(['usage_records_2024_01_detached', 'usage_records_2024_02_detached', 'usage_records_2024_03']),
  )
  expect(left).not.toContain('call_traces_2024_04')
  expect(left).toContain('call_traces_2024_05')
  expect(await expire(keep, new Date('2024-06-15T00:00:00Z')), 'again: nothing to do').toContain('detached 0')
  expect(await expire({ ...keep, keepRecordMonths: 0, keepTraceMonths: 0 }, new Date('2030-01-01T00:00:00Z'))).toContain(
    'dropped 0',
  )
})

it('detaches a month again that came back, and has traces go even where records cannot', async () => {
  const keep = { pool, keepRecordMonths: 1, keepTraceMonths: 1, detachesRecords: true }
  const now = new Date('2023-06-15T00:00:00Z')
  await pool.query("select ensure_usage_partitions('2023-01-01T00:00:00Z', 1)")
  await expire(keep, now)
  // As it came back before late lines were set aside.
  await pool.query(
    `create table usage_records_2023_01 partition of usage_records for values from ('2023-01-01Z') to ('2023-02-01Z')`,
  )
  expect(await expire(keep, now)).toContain('detached 1 months')
  const { rows } = await pool.query("select to_regclass('usage_records_2023_01_detached_2') is not null as there")
  expect(rows[0]).toEqual({ there: true })

  await pool.query("select ensure_usage_partitions('2023-02-01Z', 1)")
  await pool.query('create view onlooker as select id from usage_records_2023_02')
  const dropping = { ...keep, detachesRecords: false }
  await expect(expire(dropping, now)).rejects.toThrow('other objects depend on it')
  expect((await pool.query("select to_regclass('call_traces_2023_02') as traces")).rows[0]).toEqual({ traces: null })
  await pool.query('drop view onlooker')
  expect(await expire(dropping, now)).toContain('dropped 1 months of records')
})

it('sets a line aside that comes after its month was detached, and books the others', async () => {
  const late = openOf()
  late.identity.startedAtMs = Date.parse('2023-03-10T00:00:00Z')
  const lateLine = jsonOf(closeOf(late))
  expect(await insertBatch(pool, [lateLine], 'r')).toBe(1)
  await expire({ pool, keepRecordMonths: 1, keepTraceMonths: 1, detachesRecords: true }, new Date('2023-06-15T00:00:00Z'))
  const directory = mkdtempSync(join(tmpdir(), 'tollgate-late-'))
  const rejectedPath = join(directory, 'rejected.spool')
  const aside = { replica: 'r', rejectedPath, onError: (error: unknown) => errors.push(error) }
  expect(await insertOrSetAside(pool, [lateLine, jsonOf(closeOf(openOf()))], aside)).toBe(1)
  expect(readFileSync(rejectedPath, 'utf8')).toBe(`${lateLine}\n`)
  rmSync(directory, { recursive: true })
  expect(errors.map(String).join()).toContain('set aside')
  expect((await pool.query('select sum(calls)::int as calls from usage_rollups')).rows[0], 'each once').toEqual({ calls: 2 })
})

it('checks records, rollups and counter totals against each other, and names what is off', async () => {
  await pool.query(
    `insert into limits (id, name, count_by, measure, window_kind, period, amount, time_zone, created_at, updated_at)
     values ($1, 'all tokens', 'platform', 'tokens', 'quota', 'month', 1000000, 'UTC', '2026-01-01', '2026-01-01')`,
    [limitId],
  )
  const opens = Array.from({ length: 5 }, () => openOf(newUuid(Date.parse('2026-11-21T10:20:30Z'))))
  const closes = opens.map((open) => jsonOf(closeOf(open, { charges: [{ ...charge(30), countKey: '' }] })))
  await insertBatch(pool, closes, 'r')
  const now = new Date('2026-11-21T12:00:00Z')
  expect(await verify(pool, now)).toBe('5 records, 0.0000675 in all, 1 counters: all agree')
  await pool.query('update counter_totals set total = total + 1')
  await expect(verify(pool, now)).rejects.toThrow('limit all tokens of : 151, not 150')
  await pool.query('update counter_totals set total = total - 1')
  await pool.query('update usage_rollups set cost_nano = cost_nano - 1')
  await expect(verify(pool, now)).rejects.toThrow('records and rollups differ')
  await pool.query('update usage_rollups set cost_nano = cost_nano + 1')
  // Daily sums of end users and tags, as soon as their day is over everywhere.
  const days = (
    await pool.query<{ n: number }>(
      "update usage_records set end_user = 'ann' where id = (select min(id::text)::uuid from usage_records) returning 1 as n",
    )
  ).rows
  expect(days).toHaveLength(1)
  await expect(verify(pool, new Date('2026-11-24T12:00:00Z'))).rejects.toThrow('endUser ann: records and sums differ')
  await pool.query('update usage_records set end_user = null')
  // A limit that was made in the middle of the period, after the first five calls.
  await pool.query("update limits set created_at = '2026-11-21T10:20:31Z', updated_at = '2026-11-21T10:20:31Z'")
  const later = Array.from({ length: 2 }, () => openOf())
  for (const open of later) open.identity.startedAtMs = Date.parse('2026-11-21T11:00:00Z')
  await insertBatch(
    pool,
    later.map((open) => jsonOf(closeOf(open, { charges: [{ ...charge(30), countKey: '' }] }))),
    'r',
  )
  await pool.query('update counter_totals set total = 60')
  expect(await verify(pool, now)).toContain('1 counters: all agree')
  await pool.query('update counter_totals set total = 59')
  await expect(verify(pool, now)).rejects.toThrow('59, not 60')
})
