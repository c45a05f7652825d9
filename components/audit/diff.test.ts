import { expect, test } from 'vitest'
import { describeChange, diffOf } from '@/components/audit/diff'

test('only what differs is told, nested fields by their path, versions and times not at all', () => {
  const before = { name: 'A', version: 1, breaker: { tripDuration: 'PT10S' }, models: ['x'] }
  const after = { name: 'A', version: 2, breaker: { tripDuration: 'PT30S' }, models: ['x', 'y'] }
  expect(diffOf(before, after)).toEqual([
    { path: 'breaker.tripDuration', before: 'PT10S', after: 'PT30S' },
    { path: 'models', before: '["x"]', after: '["x","y"]' },
  ])
})

test('a list of things is told thing by thing, whatever the order of their fields', () => {
  const before = {
    members: [
      { weight: 60, name: 'a' },
      { name: 'b', weight: 40 },
    ],
  }
  const after = {
    members: [
      { name: 'a', weight: 60 },
      { weight: 50, name: 'b' },
    ],
  }
  expect(diffOf(before, after)).toEqual([{ path: 'members.2.weight', before: '40', after: '50' }])
})

test('a new thing is summed up by its name, a change by its fields', () => {
  expect(describeChange(diffOf(null, { id: 'lim_1', name: 'Day quota', amount: 5 }))).toBe('Day quota')
  expect(describeChange(diffOf({ state: 'draft', publishedAt: null }, { state: 'published', publishedAt: '2026-11-01' }))).toBe(
    'state draft → published',
  )
})
