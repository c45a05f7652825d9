import { expect, test } from 'vitest'
import { type Audience, navigation } from '@/components/shell/navigation'
import { goTos } from '@/components/shell/shortcuts'

test('no two pages of one menu have the same key', () => {
  for (const audience of Object.keys(navigation) as Audience[]) {
    const keys = goTos(navigation[audience]).map((one) => one.key)
    expect([audience, new Set(keys).size]).toEqual([audience, keys.length])
    expect(keys).not.toContain('g')
  }
})
