import { expect, it } from 'vitest'
import { newUuid, parsePublicId, toPublicId } from '@/lib/base/ids'

it('makes UUIDs of version 7 that say when they were made', () => {
  const atMs = Date.UTC(2026, 10, 22, 1, 2, 3, 456)
  const ids = Array.from({ length: 1_000 }, () => newUuid(atMs))
  for (const id of ids) {
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)).toBe(atMs)
  }
  expect(new Set(ids).size).toBe(1_000)
})

it('draws every random bit anew: each is set about half the time', () => {
  const counts = new Map<number, number>()
  for (let i = 0; i < 4_000; i++) {
    // 12 bits before the variant, 62 after its two.
    const digits = newUuid(0).replaceAll('-', '').slice(13)
    const bits = [...digits].flatMap((digit) => [...Number.parseInt(digit, 16).toString(2).padStart(4, '0')])
    bits.forEach((bit, at) => {
      if (bit === '1') counts.set(at, (counts.get(at) ?? 0) + 1)
    })
  }
  expect(counts.get(12)).toBe(4_000)
  expect(counts.has(13)).toBe(false)
  counts.delete(12)
  expect(counts.size).toBe(74)
  for (const count of counts.values()) expect(Math.abs(count - 2_000)).toBeLessThan(300)
})

it('sorts by the time they were made', () => {
  const ids = [1, 255, 256, 1_750_000_000_000, Date.now(), Date.now() + 1].map((atMs) => newUuid(atMs))
  expect(ids.toSorted()).toEqual(ids)
})

it('goes from the API to the database and back', () => {
  const uuid = newUuid()
  expect(parsePublicId('tenant', toPublicId('tenant', uuid))).toBe(uuid)
  expect(parsePublicId('user', toPublicId('tenant', uuid))).toBeNull()
})
