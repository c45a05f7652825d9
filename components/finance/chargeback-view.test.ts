import { expect, it } from 'vitest'
import { describeChange, readView, rowHref, viewHref } from '@/components/finance/chargeback-view'

const today = '2026-11-15'
const november = { first: '2026-11-01', last: '2026-11-30' }

it('reads a period or any days from the URL, and the running month from anything else', () => {
  expect(readView({}, today)).toEqual({ range: november, by: 'tenant' })
  expect(readView({ month: '2026-11', by: 'tag' }, today)).toEqual({ range: november, by: 'tag' })
  expect(readView({ period: '2026-Q4', by: 'model', costCentre: 'CC 1' }, today)).toEqual({
    range: { first: '2026-10-01', last: '2026-12-31' },
    by: 'model',
    costCentre: 'CC 1',
  })
  expect(readView({ from: '2026-11-03', to: '2026-11-09' }, today).range).toEqual({ first: '2026-11-03', last: '2026-11-09' })
  for (const params of [{ from: '2026-11-09', to: '2026-11-03' }, { from: 'x', to: 'y' }, { period: '2026-13' }])
    expect(readView(params, today).range).toEqual(november)
})

it('leads from a figure to what it is made of', () => {
  const view = { range: november, by: 'costCentre' as const }
  expect(viewHref(view)).toBe('/finance?period=2026-11&by=costCentre')
  expect(rowHref(view, { key: 'CC-1' })).toBe('/finance?period=2026-11&by=tenant&costCentre=CC-1')
  const days = 'firstDay=2026-11-01&lastDay=2026-11-30'
  expect(rowHref({ ...view, by: 'tenant', costCentre: 'CC-1' }, { key: 'ten_1' })).toBe(`/finance/calls?${days}&tenantId=ten_1`)
  expect(rowHref({ ...view, by: 'key', model: 'm' }, { key: 'sub_1/primary' })).toBe(
    `/finance/calls?${days}&model=m&subscriptionId=sub_1`,
  )
  expect(rowHref({ ...view, by: 'endUser' }, { key: '' })).toBeNull()
})

it('says how much more or less', () => {
  expect([describeChange(112n, 100n), describeChange(95n, 100n), describeChange(0n, 100n)]).toEqual(['+12%', '−5%', '−100%'])
  expect([describeChange(5n, 0n), describeChange(0n, 0n), describeChange(7n, 7n)]).toEqual(['new', '–', 'as before'])
})
