import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestControl, type TestControl } from '@/lib/control/testing/test-control'
import { makeEstate } from '@/lib/control/testing/test-estate'
import { addUsage } from '@/lib/control/testing/test-usage'
import { latencyOverTime } from '@/lib/reports/latency-over-time'

let control: TestControl
const day = (date: string) => new Date(`${date}T12:00:00Z`)
const span = { from: day('2026-11-10'), to: day('2026-11-13'), bucket: 'day' as const }

beforeAll(async () => {
  control = await startTestControl()
})
afterAll(() => control.close())

it('is unknown where nothing was answered', async () => {
  const empty = { p50Ms: null, p99Ms: null, addedP50Ms: null, addedP99Ms: null, points: [] }
  expect(await latencyOverTime(control.db, span)).toEqual(empty)
})

it('gives the middle and the slowest of answered calls, day by day, and what was added to the attempts', async () => {
  const estate = await makeEstate(control.system, 'acme')
  for (let ms = 1; ms <= 100; ms++) await addUsage(control, estate, { at: day('2026-11-11'), durationMs: ms })
  await addUsage(control, estate, { at: day('2026-11-12'), durationMs: 7_000 })
  await addUsage(control, estate, { at: day('2026-11-12'), durationMs: 90_000, outcome: 'failed' })
  const trace = (attempts: number[], atMs: number) => ({
    steps: [
      { step: 'reserve', atMs: 0 },
      { step: 'settle', atMs },
    ],
    attempts: attempts.map((durationMs) => ({ durationMs })),
  })
  const id = (last: number) => `01a20d68-02d3-728a-8332-33680000000${last}`
  const rows = [trace([200, 300], 503), trace([100], 101), trace([], 5)]
  await control.db.callTrace.deleteMany()
  await control.db.callTrace.createMany({
    data: rows.map((one, i) => ({ id: id(i), startedAt: day('2026-11-11'), tenantId: estate.tenantUuid, trace: one })),
  })
  const found = await latencyOverTime(control.db, span)
  expect(found.points).toEqual([
    { at: '2026-11-11T00:00:00.000Z', p50Ms: 51, p99Ms: 99 },
    { at: '2026-11-12T00:00:00.000Z', p50Ms: 7_000, p99Ms: 7_000 },
  ])
  expect([found.p50Ms, found.p99Ms, found.addedP50Ms]).toEqual([51, 100, 2])
})

it('reads of many calls a sample, the same one each time, and of the months of the span alone', async () => {
  const estate = await makeEstate(control.system, 'many')
  await addUsage(control, estate, { at: day('2026-09-11') })
  await addUsage(control, estate, { at: day('2026-08-11') })
  await control.db.$executeRaw`
    INSERT INTO usage_records SELECT (copy).* FROM (
      SELECT jsonb_populate_record(r, jsonb_build_object('id', gen_random_uuid(), 'duration_ms', 1 + i % 1000)) AS copy
        FROM usage_records_2026_09 r, generate_series(1, 40000) i) AS copies`
  await control.db.$executeRaw`ANALYZE usage_records`
  await control.db.$executeRaw`UPDATE pg_class SET reltuples = 1e12 WHERE relname = 'usage_records_2026_08'`
  const asked = { from: day('2026-09-10'), to: day('2026-09-13'), bucket: 'day' as const }
  const found = await latencyOverTime(control.db, asked)
  expect(found.p50Ms).toBeGreaterThan(450)
  expect(found.p50Ms).toBeLessThan(550)
  expect(found.p99Ms).toBeGreaterThan(975)
  for (let i = 0; i < 5; i++) expect(await latencyOverTime(control.db, asked)).toEqual(found)
})
