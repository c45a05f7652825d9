import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { configOrder } from '@/lib/contracts/config'
import { type ConfigDocument, readDocument, writeDocument } from '@/lib/control/config/config-document'

const tenant = (n: number) => ({
  name: `tenant ${n}: "quoted" #${n}`,
  costCentre: `CC-${n}\n${n}`,
  timeZone: 'UTC',
  currency: 'EUR',
})
const tenants = Array.from({ length: 1_234 }, (_, n) => ({ key: tenant(n).name, doc: tenant(n) }))
const none = Object.fromEntries(configOrder.map((noun) => [noun, []])) as unknown as ConfigDocument

describe('a document of many things', () => {
  it('is the text it would be, had it been written at once', async () => {
    const lists = { ...Object.fromEntries(configOrder.map((noun) => [noun, []])), tenants: tenants.map(({ doc }) => doc) }
    const whole = stringify({ version: 1, ...lists }, { lineWidth: 120 })
    expect(await writeDocument({ ...none, tenants })).toBe(whole)
  })

  it('comes back as it was, and lets others have their turn in between', async () => {
    let turns = 0
    const count = () => {
      turns++
      counting = setImmediate(count)
    }
    let counting = setImmediate(count)
    const text = await writeDocument({ ...none, tenants })
    const written = turns
    const read = await readDocument(text)
    clearImmediate(counting)
    expect(read.tenants.map(({ doc }) => doc.name)).toEqual(tenants.map(({ key }) => key))
    expect(written).toBeGreaterThanOrEqual(12)
    expect(turns - written).toBeGreaterThanOrEqual(12)
  })
})
