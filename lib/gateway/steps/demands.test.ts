import { describe, expect, it } from 'vitest'
import { type ModelEntry, type TenantEntry, zoneAt } from '@/lib/gateway/catalog'
import type { GatewayRequest } from '@/lib/gateway/operations/gateway-request'
import { readPlain } from '@/lib/gateway/operations/plain'
import { pricesFor, pricesOf, spanOf } from '@/lib/gateway/steps/demands'
import type { Price } from '@/lib/policy/pricing/price'
import { quota } from '@/lib/runtime/counters/testing/tested-store'

const change = Date.parse('2026-12-01T00:00:00Z')
const tenant: TenantEntry = {
  id: 't',
  name: 't',
  lineage: ['t'],
  timeZone: 'UTC',
  laterZones: [{ timeZone: 'Asia/Kathmandu', fromMs: change }],
  currency: 'USD',
  regions: [],
}

describe("a tenant's time zone", () => {
  it('changes when it was announced to, without anybody saying so again', () => {
    expect(zoneAt(tenant, change - 1)).toBe('UTC')
    expect(zoneAt(tenant, change)).toBe('Asia/Kathmandu')
    const daily = { ...quota, window: { kind: 'quota' as const, period: 'day' as const, timeZone: null, weekStart: 1 } }
    const snapshot = { tenants: new Map() } as unknown as Parameters<typeof spanOf>[1]
    const startOf = (atMs: number) => new Date(spanOf(daily, snapshot, tenant, atMs)?.startMs ?? 0).toISOString()
    expect(startOf(change - 1)).toBe('2026-11-30T00:00:00.000Z')
    expect(startOf(change + 3_600_000)).toBe('2026-11-30T18:15:00.000Z')
  })
})

describe('the prices a call is held at', () => {
  const price = (id: string, model: string, output: bigint): Price => ({
    id,
    model,
    backendId: null,
    currency: 'USD',
    effectiveFromMs: 0,
    perMillion: {
      input: 1n,
      cacheRead: null,
      cacheWrite: null,
      output,
      reasoning: null,
      audioIn: null,
      audioOut: null,
      image: null,
    },
  })
  const call = { key: {}, snapshot: { contracts: [] } } as unknown as Parameters<typeof pricesOf>[0]
  const modelOf = (name: string, prices: Price[], fallback: ModelEntry | null): ModelEntry =>
    ({ name, prices, fallback, pool: { members: [{ backendId: `${name} 1`, priority: 1, weight: 1 }] } }) as unknown as ModelEntry

  it('include those of the model a pool falls back on, which may be dearer; without one of them money has no bound', () => {
    const dear = modelOf('dear', [price('d', 'dear', 100n)], null)
    const cheap = modelOf('cheap', [price('c', 'cheap', 1n)], dear)
    expect(pricesOf(call, cheap, 0)?.map(({ id }) => id)).toEqual(['c', 'd'])
    expect(pricesOf(call, modelOf('cheap', [price('c', 'cheap', 1n)], modelOf('unpriced', [], null)), 0)).toBeNull()
  })

  it.each([
    ['images', { prompt: 'x' }, null, false],
    ['images', { prompt: 'x' }, 'image', true],
    ['speech', { input: 'x' }, 'audioOut', false],
    ['transcriptions', { file: '(file)' }, null, false],
    ['transcriptions', { file: '(file)' }, 'audioIn', true],
    ['transcriptions', { file: '(file)', response_format: 'json' }, 'audioIn', true],
    ['transcriptions', { file: '(file)', response_format: 'srt' }, 'audioIn', false],
    ['moderations', { input: 'x' }, null, true],
    ['rerank', { query: 'x', documents: ['y'] }, null, true],
    ['completions', { prompt: 'x' }, null, true],
  ] as const)('are none where they do not say what %s will cost: %j at a price for %s', (operation, body, more, isKnown) => {
    const one = price('p', 'm', 1n)
    const model = modelOf('m', [{ ...one, perMillion: { ...one.perMillion, ...(more && { [more]: 1n }) } }], null)
    const request = readPlain(operation, structuredClone(body) as GatewayRequest['body'])
    expect(pricesFor({ ...call, request }, model, 0) !== null).toBe(isKnown)
  })
})
