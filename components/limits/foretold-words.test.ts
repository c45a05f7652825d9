import { expect, it } from 'vitest'
import { describeForetold, foretoldRows } from '@/components/limits/foretold-words'
import type { LimitPreview } from '@/lib/contracts/limit-preview'

const preview: LimitPreview = {
  from: '2026-11-18T09:00:00Z',
  to: '2026-11-21T09:30:00Z',
  isShortened: false,
  isEstimated: false,
  calls: 1_204,
  refused: 12,
  wouldRefuse: 37,
  newlyRefused: 30,
  newlyPassed: 5,
  wouldWait: 0,
  wouldWarn: 0,
  check: { since: '2026-11-18T09:00:00Z', refused: 12, replayed: 12, differing: 0 },
  days: [{ day: '2026-11-20', calls: 1_204, refused: 12, wouldRefuse: 37 }],
  subscriptions: [],
  examples: [],
}

it('says what would change, with both numbers', () => {
  expect(describeForetold(preview)).toBe(
    'It would have refused 37 of 1,204 calls (3%); it really refused 12; 30 calls that went through would not have; 5 that were refused would have gone through.',
  )
})

it('says of a new limit only what it would do', () => {
  const fresh = { ...preview, check: null, refused: 0, newlyPassed: 0, newlyRefused: 37 }
  expect(describeForetold(fresh)).toBe('It would have refused 37 of 1,204 calls (3%); 37 calls that went through would not have.')
  expect(describeForetold({ ...preview, calls: 0 })).toBe('No call of the last 30 days would have met it.')
})

it('shows every day, the quiet ones too', () => {
  expect(foretoldRows(preview)).toEqual([
    { label: '11-18', values: { refused: 0, newly: 0 } },
    { label: '11-19', values: { refused: 0, newly: 0 } },
    { label: '11-20', values: { refused: 12, newly: 25 } },
    { label: '11-21', values: { refused: 0, newly: 0 } },
  ])
})
