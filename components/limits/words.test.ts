import { expect, test } from 'vitest'
import { limitDraft } from '@/components/limits/limit-checks'
import { emptyLimitDraft, parseAmount, toLimitCreate } from '@/components/limits/limit-draft'
import { describeCountBy, describeExceed, describeRule } from '@/components/limits/words'
import { limitCreate } from '@/lib/contracts/limit'

const rate = { kind: 'rate' as const, seconds: 60 }
const month = { kind: 'quota' as const, period: 'month' as const }

test('a limit is said in plain words', () => {
  expect(describeRule({ measure: 'tokens', window: rate, amount: 60_000, currency: null })).toBe('60,000 tokens per minute')
  expect(describeRule({ measure: 'cost', window: month, amount: '250', currency: 'EUR' })).toBe('€250.00 per calendar month')
  expect(describeRule({ measure: 'concurrency', window: rate, amount: 1, currency: null })).toBe('1 call at a time')
  expect(describeCountBy({ header: 'x-team' })).toBe('each value of the header x-team')
})

test('what happens beyond it depends on the window', () => {
  expect(describeExceed({ measure: 'tokens', window: rate })).toContain('429')
  expect(describeExceed({ measure: 'tokens', window: month })).toBe('the call is refused with 403 until the month is over')
  expect(describeExceed({ measure: 'tokens', window: month, onExceed: 'warn' })).toContain('passes')
})

test('a finished draft is what the contract takes', () => {
  const drafts = [
    { ...emptyLimitDraft, name: 'Rate', amount: '10,000' },
    { ...emptyLimitDraft, name: 'Budget', measure: 'cost' as const, amount: '250.50', windowKind: 'quota' as const },
    { ...emptyLimitDraft, name: 'At once', measure: 'concurrency' as const, amount: '5' },
    { ...emptyLimitDraft, name: 'Team', amount: '5', countBy: 'header', countByName: 'x-team', onExceed: 'wait' as const },
  ]
  for (const draft of drafts) expect(limitCreate.safeParse(toLimitCreate(draft)).error, draft.name).toBeUndefined()
  for (const draft of drafts) expect(limitDraft.safeParse(draft).error, draft.name).toBeUndefined()
})

test('what is wrong with a draft is said at the field it was typed into', () => {
  const wrong = { ...emptyLimitDraft, name: '', amount: 'ten', countBy: 'header', countByName: 'not a name' }
  const paths = limitDraft.safeParse(wrong).error?.issues.map((issue) => issue.path.join('.'))
  expect(new Set(paths)).toEqual(new Set(['name', 'amount', 'countByName']))
})

test('an amount may be typed with its thousands apart; money keeps its decimals', () => {
  expect(parseAmount('tokens', '1,000 000')).toBe(1_000_000)
  expect(parseAmount('tokens', '1.5')).toBeNaN()
  expect(parseAmount('cost', '1,250.75')).toBe('1250.75')
})
