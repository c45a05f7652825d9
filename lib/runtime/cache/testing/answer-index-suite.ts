/** What every index of questions by their meaning does, wherever it keeps them. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { AnswerIndex } from '@/lib/gateway/cache/answer-index'

export const vectorOf = (...values: number[]) => Float32Array.from(values)

let partitions = 0

/** A partition nobody has used. */
export const newPartition = () => `partition ${partitions++}`

/** `settled` waits until everything given to the index is in it. */
export function answerIndexSuite(indexOf: () => AnswerIndex, settled: () => Promise<void>): void {
  it('finds the nearest first, above the threshold alone, in its own partition alone', async () => {
    const index = indexOf()
    const [a, b] = [newPartition(), newPartition()]
    index.add(a, vectorOf(1, 0), 'right')
    index.add(a, vectorOf(2, 0.1), 'near')
    index.add(a, vectorOf(0, 1), 'far')
    index.add(b, vectorOf(1, 0), 'other')
    await settled()
    const found = await index.find(a, vectorOf(5, 0), 0.9)
    expect(found.map(({ key }) => key)).toEqual(['right', 'near'])
    expect(found[0]?.similarity).toBeCloseTo(1)
    expect(await index.find(newPartition(), vectorOf(1, 0), 0.1)).toEqual([])
    index.remove(a, 'right')
    index.remove(a, 'never there')
    await settled()
    expect((await index.find(a, vectorOf(5, 0), 0.9)).map(({ key }) => key)).toEqual(['near'])
  })

  it('says nothing of vectors that have no direction, or another length', async () => {
    const index = indexOf()
    const partition = newPartition()
    index.add(partition, vectorOf(0, 0), 'nowhere')
    index.add(partition, vectorOf(Number.NaN, 1), 'nothing')
    index.add(partition, vectorOf(Number.POSITIVE_INFINITY, 1), 'endless')
    index.add(partition, vectorOf(1, 1, 1), 'longer')
    await settled()
    expect(await index.find(partition, vectorOf(1, 1), -0.5)).toEqual([])
    expect(await index.find(partition, vectorOf(0, 0, 0), -0.5)).toEqual([])
    expect(await index.find(partition, vectorOf(2, 2, 2), 0.5)).toHaveLength(1)
  })

  it('agrees with a comparison of all with all, and finds five at most', async () => {
    const vectors = fc.array(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 3, maxLength: 3 }), { maxLength: 30 })
    await fc.assert(
      fc.asyncProperty(vectors, fc.double({ min: 0.1, max: 0.99, noNaN: true }), async (all, threshold) => {
        const index = indexOf()
        const partition = newPartition()
        for (const [i, one] of all.entries()) index.add(partition, Float32Array.from(one), String(i))
        await settled()
        const asked = [1, 2, 3]
        const cosine = (one: number[]) =>
          one.reduce((sum, value, i) => sum + value * (asked[i] ?? 0), 0) / (Math.hypot(...one) * Math.hypot(...asked))
        const known = all.filter((one) => Math.hypot(...one) > 0).map(cosine)
        const found = await index.find(partition, Float32Array.from(asked), threshold)
        const expected = known
          .filter((one) => one >= threshold)
          .sort((one, other) => other - one)
          .slice(0, 5)
        // What lies on the threshold may fall on either side of it.
        if (known.some((one) => Math.abs(one - threshold) < 1e-5)) return
        expect(found).toHaveLength(expected.length)
        for (const [i, { similarity }] of found.entries()) expect(similarity).toBeCloseTo(expected[i] ?? 0, 4)
      }),
      { numRuns: 40 },
    )
  })

  it('keeps one entry for a key, and five hundred for a partition, the first added going first', async () => {
    const index = indexOf()
    const [crowded, again] = [newPartition(), newPartition()]
    for (let i = 0; i < 510; i++) {
      index.add(crowded, vectorOf(1, i), `key ${i}`)
      if (i % 50 === 0) await settled()
    }
    for (let i = 0; i < 9; i++) index.add(again, vectorOf(1, 0), 'same')
    await settled()
    expect(await index.find(crowded, vectorOf(1, 0), 0.999999)).toEqual([])
    expect(await index.find(crowded, vectorOf(1, 509), 0.999999)).toHaveLength(5)
    expect(await index.find(again, vectorOf(1, 0), 0.9)).toHaveLength(1)
  })
}
