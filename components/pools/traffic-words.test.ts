import { expect, it } from 'vitest'
import { describeTraffic, type PoolMemberNow, regionsOf } from '@/components/pools/traffic-words'

const members = [
  { backendId: 'a', backendName: 'sweden', region: 'swedencentral' },
  { backendId: 'b', backendName: 'france', region: 'francecentral' },
  { backendId: 'c', backendName: 'openai', region: null },
] as PoolMemberNow[]

const now = [
  { backendId: 'b', percent: 40 },
  { backendId: 'a', percent: 60 },
]

it('says who takes the next calls, the most first', () => {
  expect(describeTraffic(members, new Set(), { now, without: now, nobody: null })).toBe(
    'The next calls go to sweden 60%, france 40%.',
  )
})

it('says who takes over, and what happens where nobody can', () => {
  const without = [{ backendId: 'b', percent: 100 }]
  expect(describeTraffic(members, new Set(['a']), { now, without, nobody: null })).toBe(
    'Without sweden: the calls go to france 100%.',
  )
  const nobody = 'Nobody is left: every call is refused with 503.'
  expect(describeTraffic(members, new Set(['a', 'b']), { now, without: [], nobody })).toBe(`Without sweden and france: ${nobody}`)
})

it('knows the regions, and leaves out who is in none', () => {
  expect(regionsOf(members).map(({ region }) => region)).toEqual(['francecentral', 'swedencentral'])
})
