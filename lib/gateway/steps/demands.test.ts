import { describe, expect, it } from 'vitest'
import { type TenantEntry, zoneAt } from '@/lib/gateway/catalog'
import { spanOf } from '@/lib/gateway/steps/demands'
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
