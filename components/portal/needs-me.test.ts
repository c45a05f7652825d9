import { expect, test } from 'vitest'
import { needsOf } from '@/components/portal/needs-me'
import type { Key } from '@/lib/contracts/key'
import type { MyUsage } from '@/lib/contracts/me'
import type { Subscription } from '@/lib/contracts/subscription'

const nowMs = Date.parse('2026-11-15T12:00:00Z')
const after = (days: number) => new Date(nowMs + days * 86_400_000).toISOString()
const key = (fields: Partial<Key>) =>
  ({
    id: `key_${JSON.stringify(fields)}`,
    slot: 'primary',
    last4: 'wxyz',
    subscriptionName: 'App',
    state: 'active',
    replacedById: null,
    expiresAt: null,
    rotateAt: null,
    ...fields,
  }) as Key
const subscription = (fields: Partial<Subscription>) =>
  ({
    id: 'sub_1',
    name: 'App',
    productName: 'Chat',
    state: 'active',
    keyCount: 1,
    reason: null,
    decidedAt: null,
    productRetiresAt: null,
    ...fields,
  }) as Subscription
const limited = (used: number, period = 'month') =>
  ({
    subscriptions: [
      {
        subscription: { id: 'sub_1' },
        limits: [
          {
            limit: {
              id: 'lim_1',
              name: 'Budget',
              measure: 'tokens',
              currency: null,
              effectiveAmount: 1000,
              window: { kind: 'quota', period },
            },
            counters: [{ used, held: 0 }],
          },
        ],
      },
    ],
  }) as unknown as MyUsage
const none = { subscriptions: [] } as MyUsage
const texts = (given: Partial<Parameters<typeof needsOf>[0]>) =>
  needsOf({ subscriptions: [], keys: [], usage: none, nowMs, ...given }).map(({ tone, text }) => `${tone}: ${text}`)

test('a key that ends or is due is told in time, one in its grace or far off is not', () => {
  expect(texts({ keys: [key({ expiresAt: after(29) }), key({ rotateAt: after(3), expiresAt: after(4) })] })).toEqual([
    'bad: The primary key ending in wxyz of App is due for rotation in 3 days.',
    'warn: The primary key ending in wxyz of App ends in 29 days.',
  ])
  expect(texts({ keys: [key({}), key({ expiresAt: after(31) }), key({ expiresAt: after(1), replacedById: 'key_2' })] })).toEqual(
    [],
  )
})

test('a quota is told from four fifths on, and as used up when it is', () => {
  expect(texts({ usage: limited(799) })).toEqual([])
  expect(texts({ usage: limited(800) })).toEqual(['warn: 80% of Budget is used: 1,000 tokens per month.'])
  expect(texts({ usage: limited(1000) })[0]).toMatch(/^bad: 100%/)
})

test('a decision is told for a week, with its reason; an approved request leads to its first call', () => {
  expect(texts({ subscriptions: [subscription({ state: 'rejected', decidedAt: after(-6), reason: 'Too dear.' })] })).toEqual([
    'warn: Your request App was rejected. Reason: Too dear.',
  ])
  expect(texts({ subscriptions: [subscription({ state: 'rejected', decidedAt: after(-8) })] })).toEqual([])
  expect(texts({ subscriptions: [subscription({ keyCount: 0, decidedAt: after(-1) })] })).toEqual([
    'accent: Your request App was approved, and has no key yet.',
  ])
  expect(texts({ subscriptions: [subscription({ productRetiresAt: after(10) })] })[0]).toMatch(/^warn: Chat ends on 2026-11-25/)
})
