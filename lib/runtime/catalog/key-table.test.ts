import { createHash, randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type KeyRecords, type KeyRow, KeyTable, RECORD_BYTES, RECORD_ID } from './key-table'

/** The same cases in every run; take another seed to look further. */
fc.configureGlobal({ seed: 20_261_121 })

type Known = KeyRow & { digest: string }

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function keyOf(text: string, fields: Partial<KeyRow> = {}): Known {
  const row = {
    id: randomUUID(),
    subscriptionId: randomUUID(),
    createdBy: null,
    expiresAtMs: null,
    cidrs: [],
    certificates: [],
    models: [],
  }
  return { ...row, ...fields, digest: digestOf(text) }
}

/** As Postgres packs them. */
function packed(keys: readonly Known[]): KeyRecords {
  const records = Buffer.alloc(keys.length * RECORD_BYTES)
  for (const [i, { digest, id, subscriptionId, createdBy, expiresAtMs }] of keys.entries()) {
    const at = i * RECORD_BYTES
    records.write(digest, at, 'hex')
    for (const [n, uuid] of [id, subscriptionId, createdBy ?? ''].entries())
      records.write(uuid.replaceAll('-', ''), at + RECORD_ID + 16 * n, 'hex')
    records.writeDoubleBE(expiresAtMs ?? Number.NaN, at + 80)
  }
  return {
    records,
    cidrs: keys.filter(({ cidrs }) => cidrs.length > 0).map(({ id, cidrs }) => [id, cidrs]),
    models: keys.filter(({ models }) => models.length > 0).map(({ id, models }) => [id, models]),
    certificates: keys.filter(({ certificates }) => certificates.length > 0).map(({ id, certificates }) => [id, certificates]),
  }
}

function rowOf({ digest: _digest, ...row }: Known): KeyRow {
  return row
}

it('gives back every field of a key', () => {
  const table = new KeyTable()
  const plain = keyOf('plain')
  const bound = { cidrs: ['10.0.0.0/8', '2001:db8::/32'], models: ['gpt-4o'] }
  const full = keyOf('full', { expiresAtMs: 1_800_000_000_123, ...bound, createdBy: randomUUID() })
  table.add(packed([plain, full]))
  expect(table.find(plain.digest)).toEqual(rowOf(plain))
  expect(table.find(full.digest)).toEqual(rowOf(full))
})

it('finds nothing under what is no digest', () => {
  const table = new KeyTable()
  table.add(packed([keyOf('one')]))
  for (const other of ['', 'zz', digestOf('two'), digestOf('one').slice(2)]) expect(table.find(other)).toBeUndefined()
})

it('grows with its keys, and packs what it holds for another table', () => {
  const keys = Array.from({ length: 20_000 }, (_, i) =>
    keyOf(String(i), { cidrs: i % 1_000 === 0 ? ['10.0.0.0/8'] : [], models: i % 999 === 1 ? ['m'] : [] }),
  )
  const first = new KeyTable()
  first.add(packed(keys))
  const second = new KeyTable()
  second.add(first.pack())
  expect(second.size).toBe(keys.length)
  expect(keys.filter((key) => second.find(key.digest)?.id !== key.id)).toEqual([])
  expect(second.find(digestOf('1000'))).toMatchObject({ cidrs: ['10.0.0.0/8'], models: ['m'] })
})

it('is a map of digests, whatever is added, replaced and deleted in whatever order', () => {
  const change = fc.record({ text: fc.integer({ min: 0, max: 1_500 }).map(String), isDeleted: fc.boolean() })
  fc.assert(
    fc.property(fc.array(change, { maxLength: 3_000, size: 'max' }), (changes) => {
      const table = new KeyTable()
      const model = new Map<string, Known>()
      for (const [i, { text, isDeleted }] of changes.entries()) {
        const known = model.get(text)
        if (isDeleted) {
          if (known) table.deleteAll(new Set([known.id]))
          model.delete(text)
        } else {
          const row = keyOf(text, {
            id: known?.id ?? randomUUID(),
            cidrs: i % 7 === 0 ? ['10.0.0.0/8'] : [],
            models: i % 5 === 0 ? ['m'] : [],
          })
          table.add(packed([row]))
          model.set(text, row)
        }
      }
      expect(table.size).toBe(model.size)
      for (const row of model.values()) expect(table.find(row.digest)).toEqual(rowOf(row))
      for (const { text } of changes) if (!model.has(text)) expect(table.find(digestOf(text))).toBeUndefined()
    }),
    { numRuns: 20 },
  )
})
