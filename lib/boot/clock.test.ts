/** Calls by a clock set by hand, in a zone with daylight saving: each is booked where it was admitted, whatever the clock does next. */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { fakeClock } from '@/lib/base/clock'
import { parsePublicId } from '@/lib/base/ids'
import { buildEstate, type Estate } from '@/lib/boot/testing/estate'
import { chat, post, setMode, type Target } from '@/lib/boot/testing/target'
import { startTestGateway, type TestGateway } from '@/lib/boot/testing/test-gateway'
import { verifyLedger } from '@/lib/reports/verify-ledger'

let gateway: TestGateway
let target: Target
let estate: Estate
const clock = fakeClock(Date.now())

beforeAll(async () => {
  gateway = await startTestGateway({}, clock.now)
  estate = await buildEstate(gateway.api, gateway.simulator.url, 'clock', 'Europe/Stockholm')
  target = { url: gateway.url, simulatorUrl: gateway.simulator.url, api: gateway.api, estate }
})
afterAll(() => gateway?.close())
beforeEach(() => Promise.all(['apimaoai01', 'apimaoai02'].map((name) => setMode(target, name, { mode: 'ok' }))))

const setClock = (iso: string) => clock.set(Date.parse(iso))

/** Makes a call and returns its id. */
async function call(more: object = {}, key = estate.smallQuota.key): Promise<string> {
  const reply = await post(
    target,
    '/v1/chat/completions',
    key,
    chat(estate.models.mini, '[tokens=5] go', { max_tokens: 20, ...more }),
  )
  expect(reply.status, reply.text).toBe(200)
  return parsePublicId('call', reply.headers.get('x-request-id') ?? '') ?? ''
}

/** A call that has reached its backend and has seconds to go yet, however busy the machine is. */
async function underWay(more: object, key?: string): Promise<{ id: Promise<string> }> {
  for (const name of ['apimaoai01', 'apimaoai02']) await setMode(target, name, { mode: 'slow', ttfbMs: 500, chunkMs: 500 })
  const seen = () => gateway.simulator.control.requests().length
  const before = seen()
  const id = call(more, key)
  await expect.poll(seen, { timeout: 20_000, interval: 5 }).toBe(before + 1)
  return { id }
}

/** Where a call was booked: its instant, the tenant's day, the hour of its sum, the period its quota was charged for. */
async function bookedAt(id: string) {
  await gateway.running.dataPlane.ledger.drain(60_000)
  const { rows } = await gateway.running.pool.query(
    `select started_at, local_day, duration_ms, outcome::text from usage_records where id = $1`,
    [id],
  )
  return { ...rows[0], started_at: rows[0]?.started_at.toISOString() }
}

async function chargedPeriods(): Promise<Record<string, number>> {
  const { rows } = await gateway.running.pool.query<{ period_start: Date; total: bigint }>(
    'select period_start, total from counter_totals where limit_id = $1 order by 1',
    [parsePublicId('limit', estate.smallQuota.limitId)],
  )
  return Object.fromEntries(rows.map((row) => [row.period_start.toISOString(), Number(row.total)]))
}

const rollups = async (day: string) =>
  (
    await gateway.running.pool.query<{ hour: Date; calls: bigint }>(
      'select hour, sum(calls)::bigint as calls from usage_rollups where local_day = $1 group by 1 order by 1',
      [day],
    )
  ).rows.map(({ hour, calls }) => [hour.toISOString(), Number(calls)])

it('books a stream that runs over the end of the month in the month it was admitted in, and the next call in the new one', async () => {
  setClock('2026-11-30T22:59:59.500Z')
  const streaming = await underWay({ stream: true })
  setClock('2026-11-30T23:00:03.000Z')
  const over = await bookedAt(await streaming.id)
  expect(over).toEqual({
    started_at: '2026-11-30T22:59:59.500Z',
    local_day: '2026-11-30',
    duration_ms: 3_500,
    outcome: 'answered',
  })
  const next = await bookedAt(await call())
  expect(next).toMatchObject({ started_at: '2026-11-30T23:00:03.000Z', local_day: '2026-12-01' })
  const periods = await chargedPeriods()
  expect(Object.keys(periods)).toEqual(['2026-11-29T23:00:00.000Z', '2026-11-30T23:00:00.000Z'])
  expect(await rollups('2026-11-30')).toEqual([['2026-11-30T22:00:00.000Z', 1]])
  expect(await rollups('2026-12-01')).toEqual([['2026-11-30T23:00:00.000Z', 1]])
})

it.each([
  [
    'in spring, when the day has 23 hours',
    '2027-03-28',
    '2027-03-27T23:00:00.000Z',
    '2027-03-28T21:59:59.000Z',
    '2027-03-28T22:00:01.000Z',
  ],
  ['in autumn, when it has 25', '2027-10-31', '2027-10-30T22:00:00.000Z', '2027-10-31T22:59:59.000Z', '2027-10-31T23:00:01.000Z'],
])('ends the day where the tenant’s clock says so %s', async (_season, day, starts, lastSecond, firstSecond) => {
  setClock(lastSecond)
  expect(await bookedAt(await call())).toMatchObject({ started_at: lastSecond, local_day: day })
  setClock(firstSecond)
  const after = await bookedAt(await call())
  expect(after.local_day > day).toBe(true)
  const periods = await chargedPeriods()
  expect(periods[starts]).toBeGreaterThan(0)
  const [hour] = await rollups(day)
  expect(hour).toEqual([`${lastSecond.slice(0, 13)}:00:00.000Z`, 1])
})

it('books by the admission when the clock is set back, in the middle of a call and between two', async () => {
  setClock('2028-01-31T23:00:30.000Z')
  const streaming = await underWay({ stream: true }, estate.open.key)
  setClock('2028-01-31T22:59:50.000Z')
  const first = await bookedAt(await streaming.id)
  expect(first, 'no call takes less than no time').toMatchObject({ local_day: '2028-02-01', duration_ms: 0, outcome: 'answered' })
  const second = await bookedAt(await call())
  expect(second).toMatchObject({ started_at: '2028-01-31T22:59:50.000Z', local_day: '2028-01-31' })
  expect((await chargedPeriods())['2028-01-30T23:00:00.000Z']).toBeGreaterThan(0)
})

it('has records and rollups agree over all of it', async () => {
  const { records, differences } = await verifyLedger(
    gateway.running.pool,
    new Date('2026-11-01T00:00:00Z'),
    new Date('2028-03-01T00:00:00Z'),
  )
  expect(records).toBe(8n)
  expect(differences).toEqual([])
})
