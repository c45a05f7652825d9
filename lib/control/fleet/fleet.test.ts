import { afterAll, beforeAll, expect, it } from 'vitest'
import { countProcesses, getFleet } from '@/lib/control/fleet/get-fleet'
import { makeActor, START_MS, startTestControl, type TestControl } from '@/lib/control/testing/test-control'

let control: TestControl

beforeAll(async () => {
  control = await startTestControl()
})
afterAll(() => control?.close())

const report = (id: string, secondsAgo: number, status: object, catalogVersion = 7n) =>
  control.db.replica.create({
    data: {
      id,
      startedAt: new Date(START_MS - 60_000 + Number(id) * 1_000),
      seenAt: new Date(START_MS - secondsAgo * 1_000),
      catalogVersion,
      status,
    },
  })

it('shows each process as it reported itself, how far its catalog is behind, and which have gone silent', async () => {
  await control.db.controlHead.update({ where: { id: 1 }, data: { version: 7n } })
  const ledger = { failingSinceMs: null, lagMs: 12.3, records: 40, spoolBytes: 900, canOpen: true }
  const members = [
    { inFlight: 3, state: 'closed' },
    { inFlight: 1, state: 'open' },
  ]
  const counters = { store: 'redis', isUp: true, gateways: 1 }
  await report('1', 1, { host: 'a', version: '1.0.0', servesCalls: true, inFlightBytes: 5, ledger, members, counters })
  await report('2', 2, { ledger: { ...ledger, failingSinceMs: START_MS - 9_000 } }, 5n)
  await report('3', 1, { ledger: { ...ledger, canOpen: false } })
  await report('4', 1, { ledger, counters: { ...counters, isUp: false } })
  await report('5', 30, { ledger })
  await report('6', 1, { servesCalls: 'from another version' })
  const auditor = await makeActor(control, { platformRole: 'auditor' })
  const seen = await getFleet(auditor, {})
  expect(seen).toMatchObject({ catalogVersion: 7, missing: 1 })
  expect(await countProcesses(auditor, {})).toEqual({ all: 6, missing: 1 })
  expect(seen.replicas.map(({ state }) => state)).toEqual(['ready', 'degraded', 'full', 'degraded', 'missing', 'ready'])
  expect(seen.replicas[0]).toMatchObject({
    host: 'a',
    version: '1.0.0',
    inFlight: 4,
    openBreakers: 1,
    spoolBytes: 900,
    oldestUnflushedMs: 12,
    catalogBehind: 0,
  })
  expect(seen.replicas[1]).toMatchObject({ catalogBehind: 2, flushFailingSince: new Date(START_MS - 9_000).toISOString() })
})
