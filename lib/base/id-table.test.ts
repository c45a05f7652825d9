import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { IdTable } from '@/lib/base/id-table'
import { newUuid } from '@/lib/base/ids'

/** The same cases in every run; take another seed to look further. */
fc.configureGlobal({ seed: 20_261_121 })

describe('a table of ids', () => {
  it('holds what a Map would, whatever comes and goes', () => {
    const ids = [...Array.from({ length: 20 }, () => newUuid()), '', 'x', 'UPPER-é']
    void fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), fc.constantFrom(...ids), fc.integer())), (steps) => {
        const table = new IdTable<number>()
        const map = new Map<string, number>()
        for (const [isAdd, id, value] of steps) {
          if (!isAdd) expect(table.remove(id)).toBe(map.get(id))
          if (!isAdd) map.delete(id)
          else if (!map.has(id)) {
            table.add(id, value)
            map.set(id, value)
          }
          expect([table.size, table.get(id), table.has(id)]).toEqual([map.size, map.get(id), map.has(id)])
        }
        expect([...table.values()].sort()).toEqual([...map.values()].sort())
      }),
    )
  })
})
