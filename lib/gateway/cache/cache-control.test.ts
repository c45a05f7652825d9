import { expect, it } from 'vitest'
import { cacheWishOf } from '@/lib/gateway/cache/cache-control'

it.each([
  [undefined, { noStore: false, noCache: false, maxAgeSeconds: null }],
  ['no-store', { noStore: true, noCache: false, maxAgeSeconds: null }],
  ['No-Cache, max-age=10', { noStore: false, noCache: true, maxAgeSeconds: 10 }],
  ['max-age=0', { noStore: false, noCache: true, maxAgeSeconds: 0 }],
  ['max-age="60"', { noStore: false, noCache: false, maxAgeSeconds: 60 }],
  ['max-age=-1, max-age=x, max-stale', { noStore: false, noCache: false, maxAgeSeconds: null }],
])('reads %s as a caller means it', (header, wish) => {
  expect(cacheWishOf(header)).toEqual(wish)
})
