/** Header rules as rows of a form, and back. */
import type { HeaderRules } from '@/lib/contracts/product-shaping'

export type HeaderRow = { key: string; way: 'request' | 'answer'; act: 'set' | 'remove'; name: string; value: string }

const ways = ['request', 'answer'] as const

export function rowsOf(rules: HeaderRules): HeaderRow[] {
  return ways.flatMap((way) => [
    ...Object.entries(rules[way].set).map(([name, value]) => ({
      key: `${way} set ${name}`,
      way,
      act: 'set' as const,
      name,
      value,
    })),
    ...rules[way].remove.map((name) => ({ key: `${way} remove ${name}`, way, act: 'remove' as const, name, value: '' })),
  ])
}

/** Rows without a name are not rules yet. */
export function rulesOf(rows: HeaderRow[]): HeaderRules {
  const of = (way: HeaderRow['way']) => {
    const own = rows.filter((row) => row.way === way && row.name !== '')
    const set = own.filter((row) => row.act === 'set').map((row) => [row.name, row.value])
    return { set: Object.fromEntries(set), remove: own.filter((row) => row.act === 'remove').map((row) => row.name) }
  }
  return { request: of('request'), answer: of('answer') }
}

/** A line a rule, for the product's page. */
export function ruleTexts(rules: HeaderRules): string[] {
  return rowsOf(rules).map((row) => {
    const where = row.way === 'request' ? 'to the backend' : 'to the caller'
    return row.act === 'set' ? `${where}: ${row.name} = ${row.value}` : `${where}: without ${row.name}`
  })
}
