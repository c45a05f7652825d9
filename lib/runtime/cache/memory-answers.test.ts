import { expect, it } from 'vitest'
import type { StoredAnswer } from '@/lib/gateway/cache/answer-store'
import { createMemoryAnswers } from '@/lib/runtime/cache/memory-answers'

const answer = (bytes: number) => ({ body: Buffer.alloc(bytes) }) as StoredAnswer
/** Room for three of a thousand bytes, and what an entry takes besides. */
const ROOM = 3 * (1_000 + 512)

const keysOf = (answers: ReturnType<typeof createMemoryAnswers>) =>
  ['a', 'b', 'c', 'd', 'e'].filter((key) => answers.get(key) !== null).join('')

it('makes room by what was not asked for longest', () => {
  const answers = createMemoryAnswers(ROOM)
  for (const key of ['a', 'b', 'c']) answers.set(key, answer(1_000))
  expect(answers.get('c')).not.toBeNull()
  expect(answers.get('a')).not.toBeNull()
  expect(answers.get('a')).not.toBeNull()
  answers.set('d', answer(1_000))
  // b was asked for by nobody, then c longest ago.
  answers.set('e', answer(1_000))
  expect(keysOf(answers)).toBe('ade')
  expect(answers.status()).toEqual({ answers: 3, bytes: ROOM })
})

it('keeps what is asked for again and again, and what is kept anew in its place', () => {
  const answers = createMemoryAnswers(ROOM)
  for (const key of ['a', 'b', 'c']) answers.set(key, answer(1_000))
  for (const key of ['d', 'e']) {
    expect(answers.get('a')).not.toBeNull()
    answers.set(key, answer(1_000))
  }
  expect(keysOf(answers)).toBe('ade')
  answers.set('a', answer(2_000))
  expect(keysOf(answers)).toBe('ae')
  answers.set('b', answer(ROOM))
  expect(answers.get('b')).toBeNull()
})
