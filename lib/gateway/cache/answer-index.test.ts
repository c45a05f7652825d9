import { describe, expect, it } from 'vitest'
import { createAnswerIndex } from '@/lib/gateway/cache/answer-index'

const vector = (...values: number[]) => Float32Array.from(values)

/** What it finds: `lib/runtime/cache/answer-indexes.test.ts`, beside the other. */
describe('answers found by meaning, in memory', () => {
  it('stays within its bounds, the first added going first', () => {
    const index = createAnswerIndex(1_000)
    for (let i = 0; i < 600; i++) index.add('crowded', vector(1, i), `key ${i}`)
    expect(index.size()).toBe(500)
    expect(index.find('crowded', vector(1, 0), 0.999999)).toEqual([])
    for (let i = 0; i < 3_000; i++) index.add(`partition ${i}`, vector(1, 0), 'key')
    expect(index.size()).toBe(1_000)
    expect(index.find('partition 2999', vector(1, 0), 0.9)).toHaveLength(1)
    for (let i = 0; i < 9; i++) index.add('again', vector(1, 0), 'same')
    expect(index.find('again', vector(1, 0), 0.9)).toHaveLength(1)
  })

  it('stays within its bytes, however long its vectors are', () => {
    const mostBytes = 100_000
    const index = createAnswerIndex(1_000, mostBytes)
    const long = (i: number) => Float32Array.from({ length: 3_072 }, (_, at) => (at === i ? 1 : 0))
    for (let i = 0; i < 100; i++) {
      index.add(i % 2 === 0 ? 'crowded' : `partition ${i}`, long(i), `key ${i}`)
      expect(index.bytes()).toBeLessThanOrEqual(mostBytes)
    }
    expect(index.size()).toBe(7)
    expect(index.find('partition 99', long(99), 0.9)).toHaveLength(1)
    for (let i = 0; i < 100; i++) for (const name of ['crowded', `partition ${i}`]) index.remove(name, `key ${i}`)
    expect([index.size(), index.bytes()]).toEqual([0, 0])
    index.add(
      'huge',
      Float32Array.from({ length: 30_000 }, () => 1),
      'key',
    )
    expect([index.size(), index.bytes()]).toEqual([0, 0])
  })
})
