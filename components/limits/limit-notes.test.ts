import { expect, test } from 'vitest'
import { describeCounting } from '@/components/limits/counting-note'
import { limitDraft } from '@/components/limits/limit-checks'
import { emptyLimitDraft, toLimitCreate } from '@/components/limits/limit-draft'
import { reachedBy } from '@/components/limits/thresholds'
import { limitCreate } from '@/lib/contracts/limit'

test('several gateways without Redis are told of, one alone and a shared store are not', () => {
  expect(describeCounting({ gateways: 1, alone: 1, away: 0 })).toBeNull()
  expect(describeCounting({ gateways: 3, alone: 0, away: 0 })).toBeNull()
  expect(describeCounting({ gateways: 0, alone: 0, away: 0 })).toBeNull()
  expect(describeCounting({ gateways: 3, alone: 3, away: 0 })).toContain('its share, one third')
  expect(describeCounting({ gateways: 2, alone: 2, away: 0 })).toContain('one half')
  expect(describeCounting({ gateways: 3, alone: 1, away: 0 })).toContain('the same REDIS_URL')
  expect(describeCounting({ gateways: 3, alone: 0, away: 3 })).toContain('The gateways do not reach Redis')
})

test('a counter shows the thresholds of its own period, the lowest first', () => {
  const like = {
    limitId: 'l',
    limitName: 'l',
    measure: 'tokens',
    currency: null,
    used: 1,
    amount: 1,
    at: '2026-11-20T00:00:00Z',
  } as const
  const event = (countKey: string, periodStart: string, threshold: number) => ({
    ...like,
    period: 'month' as const,
    countKey,
    countName: null,
    periodStart,
    threshold,
  })
  const events = [
    event('a', '2026-11-01T00:00:00Z', 80),
    event('a', '2026-11-01T00:00:00Z', 50),
    event('a', '2026-10-01T00:00:00Z', 100),
    event('b', '2026-11-01T00:00:00Z', 100),
  ]
  const counter = { countKey: 'a', used: 1, held: 0, resetsAt: '2026-12-01T00:00:00Z' }
  expect(reachedBy(counter, events).map(({ threshold }) => threshold)).toEqual([50, 80])
  expect(reachedBy({ ...counter, resetsAt: null }, events)).toEqual([])
})

test('what a quota says beside its amount reaches the contract, and a wrong percentage its field', () => {
  const week = { ...emptyLimitDraft, name: 'Week', amount: '10', windowKind: 'quota' as const, period: 'week' as const }
  const draft = { ...week, weekStart: 7, thresholds: ['60', '90 %'], timeZone: 'Europe/Berlin', quotaStatus: 429 }
  expect(limitCreate.parse(toLimitCreate(draft))).toMatchObject({
    weekStart: 7,
    thresholds: [60, 90],
    timeZone: 'Europe/Berlin',
    quotaStatus: 429,
    storeDown: 'local',
  })
  const wrong = limitDraft.safeParse({ ...draft, thresholds: ['much'] })
  expect(wrong.error?.issues.map(({ path }) => path.join('.'))).toEqual(['thresholds'])
})
