import { expect, it } from 'vitest'
import { DigestMemo } from './digest-memo'

it('knows the secret it was given last, and no other', () => {
  const memo = new DigestMemo()
  expect(memo.find('')).toBeNull()
  memo.keep('tg_one', 'digest of one')
  expect(memo.find('tg_one')).toBe('digest of one')
  for (const other of ['', 'tg_on', 'tg_onE', 'tg_one ', 'tg_ŏne', 'x'.repeat(10_000)]) expect(memo.find(other)).toBeNull()
  memo.keep('tg_two', 'digest of two')
  expect(memo.find('tg_two')).toBe('digest of two')
  expect(memo.find('tg_one')).toBeNull()
})

it('tells characters apart that share their last byte', () => {
  const memo = new DigestMemo()
  memo.keep('tg_A', 'digest')
  expect(memo.find('tg_\u0141')).toBeNull()
})

it('keeps a token of a sign-in provider, and nothing longer than those usually are', () => {
  const memo = new DigestMemo()
  memo.keep('x'.repeat(4_096), 'digest')
  expect(memo.find('x'.repeat(4_096))).toBe('digest')
  expect(memo.find('x'.repeat(4_097))).toBeNull()
  memo.keep('y'.repeat(4_097), 'another')
  expect(memo.find('y'.repeat(4_097))).toBeNull()
})
