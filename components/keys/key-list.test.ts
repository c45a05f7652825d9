import { expect, test } from 'vitest'
import { endsOfKey } from '@/components/keys/key-list'

test('of a whole key only its two ends are searched for; anything else stays as it was typed', () => {
  expect(endsOfKey(' tg_AbCd0123456789ABCDEFGHIJKLMNOPQRSTUVwxyz ')).toBe('tg_AbCd…wxyz')
  expect(['wxyz', 'tg_AbCd', 'tg_AbCd…wxyz', 'batch job'].map(endsOfKey)).toEqual([
    'wxyz',
    'tg_AbCd',
    'tg_AbCd…wxyz',
    'batch job',
  ])
})
