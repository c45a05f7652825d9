/** Usage that did not pass this gateway, in its ledger: once, priced by the book, and in what tenants are charged. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildEstate } from '@/lib/boot/testing/estate'
import { recordOf, type Target } from '@/lib/boot/testing/target'
import { startTestGateway, type TestGateway } from '@/lib/boot/testing/test-gateway'

let gateway: TestGateway
let target: Target

beforeAll(async () => {
  gateway = await startTestGateway()
  const { url, simulator, api } = gateway
  target = { url, simulatorUrl: simulator.url, api, estate: await buildEstate(api, simulator.url, 'usage') }
})
afterAll(() => gateway?.close())

const SECRET = 'what the prompt said is nobody’s business'

const rowsOf = (count: number) =>
  Array.from({ length: count }, (_, i) => ({
    TimeGenerated: `2026-11-03T10:${String(i % 60).padStart(2, '0')}:00Z`,
    CorrelationId: `call-${i}`,
    SequenceNumber: 0,
    ModelName: i % 4 === 0 ? 'odd-model' : 'gpt-4o-mini-2024-07-18',
    DeploymentName: i % 4 === 0 ? 'unknown-deployment' : 'chat-mini-01',
    PromptTokens: 1_000,
    CompletionTokens: 100,
    ApimSubscriptionId: i % 2 === 0 ? 'Team-A' : 'nobody-knows',
    ProductId: 'starter',
    ResponseCode: 200,
    RequestMessages: [{ role: 'user', content: SECRET }],
  }))

const file = (rows: object[]) => ({ source: 'apim-prod', fileName: 'november.json', file: JSON.stringify(rows) })

describe('usage of API Management', () => {
  it('is shown before it is booked: what maps, what does not, and what it would cost', async () => {
    const { api, estate } = target
    const before = await api('POST', '/azure/usage/preview', file(rowsOf(40)))
    expect(before).toMatchObject({ kind: 'llm-log', calls: 40, mapped: 0, unmapped: 40 })
    await api('POST', '/azure/usage/mappings', {
      kind: 'subscription',
      name: 'team-a',
      subscriptionId: estate.open.subscriptionId,
    })
    const after = await api('POST', '/azure/usage/preview', file(rowsOf(40)))
    expect(after).toMatchObject({ calls: 40, mapped: 20, unmapped: 20, unpriced: 10 })
    const groups = after.groups as {
      called: string
      note: string | null
      model: string | null
      cost: string | null
      calls: number
    }[]
    expect(groups.filter(({ note }) => note === null)).toMatchObject([{ model: estate.models.mini, calls: 10, cost: '0.0021' }])
    expect(groups.some(({ note }) => note?.includes('Nobody has said whose usage'))).toBe(true)
    expect(JSON.stringify(after)).not.toContain(SECRET)
  })

  it('is booked once, however often and in whatever pieces its file comes, and is in chargeback', async () => {
    const { api, estate } = target
    const costBefore = await chargedTo(estate.tenantId)
    expect(await api('POST', '/azure/usage', file(rowsOf(20)))).toMatchObject({ calls: 20, booked: 10, known: 0, unmapped: 10 })
    expect(await api('POST', '/azure/usage', file(rowsOf(40)))).toMatchObject({ calls: 40, booked: 10, known: 10, unmapped: 20 })
    expect(await api('POST', '/azure/usage', file(rowsOf(40).reverse()))).toMatchObject({ booked: 0, known: 20 })
    // 10 calls with a price: 1,000 tokens at 0.15 and 100 at 0.60 a million; the other ten have none.
    expect((await chargedTo(estate.tenantId)) - costBefore).toBeCloseTo(0.0021, 9)
    const calls = (await api(
      'GET',
      `/calls?tenantId=${estate.tenantId}&from=2026-11-03T00:00:00Z&to=2026-11-04T00:00:00Z&limit=100`,
    )) as unknown as { items: { id: string; measuredBy: string; keyId: null; replica: string }[] }
    expect(calls.items).toHaveLength(20)
    for (const call of calls.items)
      expect(call).toMatchObject({ measuredBy: 'apim-prod', keyId: null, replica: 'API Management apim-prod' })
    const record = await recordOf(target, calls.items[0]?.id ?? null)
    expect(JSON.stringify(record)).not.toContain(SECRET)
    const audit = await api('GET', '/audit?noun=usage&limit=50')
    expect(JSON.stringify(audit)).not.toContain(SECRET)
    expect(JSON.stringify(audit)).toContain('november.json')
  })

  it('of a month that is closed comes as late lines of the next statement', async () => {
    const { api, estate } = target
    const late = (id: string) => file([{ ...rowsOf(3)[2], CorrelationId: id, TimeGenerated: '2026-09-05T10:00:00Z' }])
    const close = (month: string) => api('POST', '/closing', { month, tenantId: estate.tenantId })
    const statementOf = async (month: string) => {
      const { items } = (await api('GET', `/statements?tenantId=${estate.tenantId}&month=${month}`)) as unknown as {
        items: { id: string }[]
      }
      return (await api('GET', `/statements/${items[0]?.id}`)) as unknown as {
        lines: { kind: string; month: string; cost: string }[]
      }
    }
    await api('POST', '/azure/usage', late('september-1'))
    await close('2026-09')
    const closed = await statementOf('2026-09')
    expect(closed.lines).toMatchObject([{ kind: 'direct', month: '2026-09', cost: '0.00021' }])
    expect(await api('POST', '/azure/usage', late('september-2'))).toMatchObject({ booked: 1 })
    expect(await statementOf('2026-09')).toEqual(closed)
    await close('2026-10')
    expect((await statementOf('2026-10')).lines).toMatchObject([{ kind: 'late', month: '2026-09', cost: '0.00021' }])
  })
})

/** What the tenant is charged for the month, in its one currency. */
async function chargedTo(tenantId: string): Promise<number> {
  const report = (await target.api('GET', `/reports/chargeback?month=2026-11&by=model&tenantId=${tenantId}`)) as unknown as {
    totals: { cost: string }[]
  }
  return report.totals.reduce((sum, { cost }) => sum + Number(cost), 0)
}
