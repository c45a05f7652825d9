import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createAnswerIndex } from '@/lib/gateway/cache/answer-index'

/** The same cases in every run; take another seed to look further. */
fc.configureGlobal({ seed: 20_261_121 })

const vector = (...values: number[]) => Float32Array.from(values)

describe('answers found by meaning', () => {
  it('finds the nearest first, above the threshold alone, in its own partition alone', () => {
    const index = createAnswerIndex()
    index.add('a', vector(1, 0), 'right')
    index.add('a', vector(2, 0.1), 'near')
    index.add('a', vector(0, 1), 'far')
    index.add('b', vector(1, 0), 'other')
    const found = index.find('a', vector(5, 0), 0.9)
    expect(found.map(({ key }) => key)).toEqual(['right', 'near'])
    expect(found[0]?.similarity).toBeCloseTo(1)
    expect(index.find('c', vector(1, 0), 0.1)).toEqual([])
    index.remove('a', 'right')
    expect(index.find('a', vector(5, 0), 0.9).map(({ key }) => key)).toEqual(['near'])
  })

  it('says nothing of vectors that have no direction, or another length', () => {
    const index = createAnswerIndex()
    index.add('a', vector(0, 0), 'nowhere')
    index.add('a', vector(Number.NaN, 1), 'nothing')
    index.add('a', vector(1, 1, 1), 'longer')
    expect(index.size()).toBe(1)
    expect(index.find('a', vector(1, 1), -0.5)).toEqual([])
    expect(index.find('a', vector(0, 0, 0), -0.5)).toEqual([])
  })

  it('agrees with a comparison of all with all', () => {
    const vectors = fc.array(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 3, maxLength: 3 }), { maxLength: 30 })
    fc.assert(
      fc.property(vectors, fc.double({ min: 0.1, max: 0.99, noNaN: true }), (all, threshold) => {
        const index = createAnswerIndex()
        for (const [i, one] of all.entries()) index.add('p', Float32Array.from(one), String(i))
        const asked = [1, 2, 3]
        const cosine = (one: number[]) =>
          one.reduce((sum, value, i) => sum + value * (asked[i] ?? 0), 0) / (Math.hypot(...one) * Math.hypot(...asked))
        const best = Math.max(...all.filter((one) => Math.hypot(...one) > 0).map(cosine), -2)
        const [nearest] = index.find('p', Float32Array.from(asked), threshold)
        if (best > threshold + 1e-5) expect(nearest?.similarity).toBeCloseTo(best, 4)
        if (best < threshold - 1e-5) expect(nearest).toBeUndefined()
      }),
    )
  })

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
