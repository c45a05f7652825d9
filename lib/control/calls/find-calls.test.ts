import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '@/lib/access/actor'
import { toPublicId } from '@/lib/base/ids'
import { listCalls } from '@/lib/control/calls/call-queries'
import { makeActor, startTestControl, type TestControl } from '@/lib/control/testing/test-control'
import { makeEstate, type TestEstate } from '@/lib/control/testing/test-estate'
import { addUsage } from '@/lib/control/testing/test-usage'

let control: TestControl
let acme: TestEstate
let admin: Actor
let marked: string

beforeAll(async () => {
  control = await startTestControl()
  acme = await makeEstate(control.system, 'acme')
  const beta = await makeEstate(control.system, 'beta')
  admin = await makeActor(control, { platformRole: 'admin' })
  await addUsage(control, beta)
  await addUsage(control, acme, { durationMs: 9_000, outcome: 'failed', code: 'upstream_timeout' })
  marked = await addUsage(control, acme)
  await control.db.usageRecord.updateMany({
    where: { id: marked },
    data: {
      clientRequestId: 'trace-77',
      endUser: 'alice',
      replica: 'r9',
      operation: 'embeddings',
      status: 201,
      tags: ['env=prod', 'team=search'],
    },
  })
})
afterAll(() => control.close())

const found = async (filter: Parameters<typeof listCalls>[1], actor = admin) => (await listCalls(actor, filter)).items

describe('a call', () => {
  it.each([
    ['its request id', () => ({ search: toPublicId('call', marked) })],
    ["the caller's own id", () => ({ search: 'trace-77' })],
    ['its end user', () => ({ search: 'alice' })],
    ["the caller's own id, as a filter", () => ({ clientRequestId: 'trace-77' })],
    ['its process', () => ({ replica: 'r9' })],
    ['its operation', () => ({ operation: 'embeddings' })],
    ['its status', () => ({ status: 201 })],
    ['one of its tags', () => ({ tag: 'team=search' })],
  ])('is found by %s', async (_, filter) => {
    expect((await found(filter())).map(({ id }) => id)).toEqual([toPublicId('call', marked)])
  })

  it('is found by the last four of its key, and says them', async () => {
    const { last4 } = acme.key
    for (const filter of [{ search: last4 }, { keyLast4: last4 }]) {
      const calls = await found(filter)
      expect(calls).toHaveLength(2)
      for (const call of calls) expect([call.tenantId, call.keyLast4]).toEqual([acme.tenant.id, last4])
    }
  })

  it('is found by how long it took', async () => {
    expect((await found({ minDurationMs: 5_000 })).map(({ code }) => code)).toEqual(['upstream_timeout'])
  })

  it('shows no key to those who may not see keys, and is not found by it', async () => {
    const finance = await makeActor(control, { platformRole: 'finance' })
    expect((await found({ search: 'trace-77' }, finance))[0]?.keyLast4).toBeNull()
    expect(await found({ keyLast4: acme.key.last4 }, finance)).toEqual([])
  })

  it('of another tenant is not found by anything', async () => {
    const stranger = await makeActor(control, { memberships: { [acme.tenantUuid]: 'viewer' } })
    const other = await found({}, stranger)
    expect(other.every(({ tenantId }) => tenantId === acme.tenant.id)).toBe(true)
    expect(await found({ search: 'no such thing' })).toEqual([])
  })
})
