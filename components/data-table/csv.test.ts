import { expect, test } from 'vitest'
import type { ColumnSpec } from '@/components/data-table/columns'
import { toCsv } from '@/components/data-table/csv'

type Row = { name: string; cost: string }
const columns: ColumnSpec<Row>[] = [
  { id: 'name', title: 'Name', text: (row) => row.name },
  { id: 'cost', title: 'Cost', text: (row) => row.cost },
]

test('a row is a line, with quotes and commas quoted', () => {
  expect(toCsv(columns, [{ name: 'Cards, "gold"', cost: '1.5' }])).toBe('Name,Cost\r\n"Cards, ""gold""",1.5\r\n')
})

test('a name that begins like a formula is not run by a spreadsheet, a negative number stays one', () => {
  const csv = toCsv(columns, [
    { name: '=HYPERLINK("x")', cost: '-1.25' },
    { name: '-cmd', cost: '+1' },
  ])
  expect(csv.split('\r\n').slice(1, 3)).toEqual([`"'=HYPERLINK(""x"")",-1.25`, `'-cmd,'+1`])
})
