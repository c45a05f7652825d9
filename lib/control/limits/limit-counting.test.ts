import { afterAll, beforeAll, expect, it } from 'vitest'
import { newUuid } from '@/lib/base/ids'
import { getLimitCounting } from '@/lib/control/limits/limit-counting'
import { makeActor, startTestControl, type TestControl } from '@/lib/control/testing/test-control'

let control: TestControl

beforeAll(async () => {
  control = await startTestControl()
})
afterAll(() => control.close())

it('tells of gateways that count for themselves, leaving out the dead and consoles without calls', async () => {
  const admin = await makeActor(control, { platformRole: 'admin' })
  const nowMs = control.clock.now()
  const beat = (status: object, agoMs = 500) =>
    control.db.replica.create({
      data: { id: newUuid(), startedAt: new Date(nowMs), seenAt: new Date(nowMs - agoMs), catalogVersion: 1n, status },
    })
  expect(await getLimitCounting(admin, {})).toEqual({ gateways: 0, alone: 0, away: 0 })
  await beat({ counters: { store: 'memory', isUp: true } })
  await beat({ servesCalls: true, counters: { store: 'redis', isUp: true } })
  await beat({ counters: { store: 'redis', isUp: false } })
  await beat({ servesCalls: false, counters: { store: 'memory', isUp: true } })
  await beat({ counters: { store: 'memory', isUp: true } }, 4_000)
  expect(await getLimitCounting(admin, {})).toEqual({ gateways: 3, alone: 1, away: 1 })
})
