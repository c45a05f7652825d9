import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Actor } from '@/lib/access/actor'
import { connect, EMPTY_GUID, PLANTED_CLIENT_SECRET, startTestAzure, type TestAzure } from '@/lib/azure/testing/azure-world'
import { listUsagePulls, setUsagePull } from '@/lib/azure/usage/pull-operations'
import { type PullBounds, pullAllUsage } from '@/lib/azure/usage/pull-usage'
import { listUsageImports, mapUsage } from '@/lib/azure/usage/usage-operations'
import type { ForeignUsage } from '@/lib/control/control-ports'
import { makeActor, startTestControl, type TestControl } from '@/lib/control/testing/test-control'
import { makeEstate } from '@/lib/control/testing/test-estate'

let control: TestControl
let azure: TestAzure
let admin: Actor
let serial = 0
/** The ledger by its key, as the real one holds each id once. */
const booked = new Map<string, ForeignUsage>()
const book = {
  price: async (asks: readonly unknown[]) => asks.map(() => null),
  book: (records: readonly ForeignUsage[]) => {
    const fresh = records.filter(({ id }) => !booked.has(id))
    for (const one of fresh) booked.set(one.id, one)
    return Promise.resolve(fresh.length)
  },
}
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

beforeAll(async () => {
  control = await startTestControl()
  azure = await startTestAzure()
  admin = await makeActor(control, { platformRole: 'admin' })
  const estate = await makeEstate(control.system)
  await mapUsage(admin, { kind: 'product', name: 'starter', subscriptionId: estate.subscription.id })
})
afterAll(async () => {
  await azure?.close()
  await control?.close()
})
beforeEach(async () => {
  booked.clear()
  azure.logs.asked.length = 0
  azure.logs.instead.length = 0
  await control.db.azureUsagePull.deleteMany()
})

const pull = (bounds?: PullBounds) => pullAllUsage({ ...control.ports, usageBook: book }, bounds)
const agoMs = (ms: number) => control.clock.now() - ms
const callAt = (ms: number, id: string) => ({
  TimeGenerated: new Date(ms).toISOString(),
  CorrelationId: id,
  SequenceNumber: 0,
  ModelName: 'gpt-4o',
  PromptTokens: 100,
  CompletionTokens: 10,
  ApimSubscriptionId: 'somebody',
  ProductId: 'starter',
})

/** An instance of its own with a workspace of its own, from a moment on. */
async function set(fromMs: number) {
  const name = `pulled-${++serial}`
  const workspaceId = `${EMPTY_GUID.slice(0, -4)}${String(serial).padStart(4, '0')}`
  const instance = await connect(admin, azure, name)
  const rows = azure.logs.workspace(workspaceId)
  await setUsagePull(admin, { id: instance.id, workspaceId, from: new Date(fromMs).toISOString() })
  const state = async () => (await listUsagePulls(admin, { limit: 100 })).items.find(({ id }) => id === instance.id)
  return { instance, workspaceId, rows, state }
}

describe('usage from Log Analytics', () => {
  it('is fetched page by page, each call once, and says how far it is', async () => {
    const { rows, state, workspaceId } = await set(agoMs(50 * HOUR_MS))
    for (let i = 0; i < 25; i++) rows.push(callAt(agoMs(49 * HOUR_MS) + i * 2 * HOUR_MS - (i % 2), `paged-${i}`))
    expect(await pull({ rows: 4, pages: 40 })).toContain('25 calls booked')
    expect([...booked.values()].map(({ correlationId }) => correlationId).sort()).toEqual(
      rows.map(({ CorrelationId }) => CorrelationId).sort(),
    )
    expect(azure.logs.asked.length).toBeGreaterThan(6)
    for (const { query, timespan } of azure.logs.asked) {
      expect(query).toMatch(/take 4$/)
      expect(query).not.toContain('Messages')
      const [from = '', to = ''] = timespan.split('/')
      expect(Date.parse(to) - Date.parse(from)).toBeLessThanOrEqual(26 * HOUR_MS)
    }
    expect(await state()).toMatchObject({
      workspaceId,
      isCaughtUp: true,
      lastError: null,
      lastBooked: 25,
      through: new Date(control.clock.now()).toISOString(),
    })
  })

  it('goes on from where it was, looks back for what came late, and is not asked again within the hour', async () => {
    const { rows } = await set(agoMs(HOUR_MS))
    rows.push(callAt(agoMs(30 * MINUTE_MS), 'first'))
    expect(await pull()).toContain('1 calls booked')
    expect(await pull()).toContain('of 0 instances')
    rows.push(callAt(agoMs(20 * MINUTE_MS), 'late'))
    control.clock.advance(HOUR_MS)
    expect(await pull()).toContain('of 1 instances: 1 calls booked')
    expect(booked.size).toBe(2)
    // A run without news leaves no line behind.
    const count = () => listUsageImports(admin, { search: `pulled-${serial}` }).then(({ items }) => items.length)
    const before = await count()
    control.clock.advance(HOUR_MS)
    await pull()
    expect(await count()).toBe(before)
  })

  it('that was more than a run fetches is gone on with at once', async () => {
    const { rows, state } = await set(agoMs(10 * HOUR_MS))
    for (let i = 0; i < 9; i++) rows.push(callAt(agoMs((9 - i) * HOUR_MS), `many-${i}`))
    await pull({ rows: 3, pages: 2 })
    expect(await state()).toMatchObject({ isCaughtUp: false, lastError: null })
    expect(booked.size).toBe(5)
    await pull({ rows: 3, pages: 20 })
    expect(await state()).toMatchObject({ isCaughtUp: true })
    expect(booked.size).toBe(9)
  })

  it('waits as long as it is asked to', async () => {
    const { rows } = await set(agoMs(HOUR_MS))
    rows.push(callAt(agoMs(MINUTE_MS), 'after waiting'))
    azure.logs.instead.push({ status: 429, body: {}, headers: { 'retry-after': '0' } })
    expect(await pull()).toContain('1 calls booked')
    expect(azure.logs.asked).toHaveLength(2)
  })

  it.each([
    [403, 'InsufficientAccessError', /403 \(InsufficientAccessError\).*Log Analytics Reader/],
    [400, 'BadArgumentError', /Is this the workspace/],
  ])('that is refused with %i is tried again later, and says why meanwhile', async (status, code, words) => {
    const { rows, state } = await set(agoMs(HOUR_MS))
    rows.push(callAt(agoMs(30 * MINUTE_MS), `refused-${status}`))
    azure.logs.instead.push({ status, body: { error: { code, message: PLANTED_CLIENT_SECRET } } })
    expect(await pull()).toContain('1 failed')
    const { lastError } = (await state()) ?? {}
    expect(lastError).toMatch(words)
    expect(lastError).not.toContain(PLANTED_CLIENT_SECRET)
    control.clock.advance(HOUR_MS)
    expect(await pull()).toContain('1 calls booked')
    expect(await state()).toMatchObject({ lastError: null })
  })

  it('of which only a part is answered books nothing of it', async () => {
    const { state } = await set(agoMs(HOUR_MS))
    const columns = [{ name: 'TimeGenerated', type: 'datetime' }]
    const tables = [{ name: 'PrimaryResult', columns, rows: [[new Date(agoMs(MINUTE_MS)).toISOString()]] }]
    azure.logs.instead.push({ status: 200, body: { tables, error: { code: 'PartialError' } } })
    await pull()
    expect(await state()).toMatchObject({ lastError: expect.stringContaining('a part of the rows'), isCaughtUp: false })
    expect(booked.size).toBe(0)
  })

  it('is not followed to another host: the token stays', async () => {
    const seen: IncomingHttpHeaders[] = []
    const other = createServer((request, response) => {
      seen.push(request.headers)
      response.end('{}')
    })
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const { state } = await set(agoMs(HOUR_MS))
    const location = `http://127.0.0.1:${(other.address() as AddressInfo).port}/v1/workspaces/x/query`
    azure.logs.instead.push({ status: 307, body: {}, headers: { location } })
    await pull()
    expect(await state()).toMatchObject({ lastError: 'Log Analytics answered 307.' })
    expect(seen).toEqual([])
    await new Promise((resolve) => other.close(resolve))
  })

  it('is switched off, and on again from any moment without booking twice', async () => {
    const { rows, instance, workspaceId, state } = await set(agoMs(5 * HOUR_MS))
    rows.push(callAt(agoMs(4 * HOUR_MS), 'again'))
    await pull()
    await setUsagePull(admin, { id: instance.id, workspaceId: null })
    expect(await state()).toMatchObject({ workspaceId: null, through: null })
    await setUsagePull(admin, { id: instance.id, workspaceId, from: new Date(agoMs(6 * HOUR_MS)).toISOString() })
    expect(await pull()).toContain(': 0 calls booked')
    expect(booked.size).toBe(1)
  })
})
