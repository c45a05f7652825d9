import { describe, expect, it } from 'vitest'
import { toCsv } from '@/lib/reports/csv'

const columns = [{ title: 'name', value: (row: { name: string }) => row.name }]
const cellOf = (name: string) => toCsv(columns, [{ name }]).split('\r\n')[1]

describe('a CSV', () => {
  it('quotes commas, quotes and line ends, and ends every line with CRLF', () => {
    expect(toCsv(columns, [{ name: 'plain' }])).toBe('\uFEFFname\r\nplain\r\n')
    expect(cellOf('a,b')).toBe('"a,b"')
    expect(cellOf('say "hi"')).toBe('"say ""hi"""')
    expect(toCsv(columns, [{ name: 'two\nlines' }])).toBe('\uFEFFname\r\n"two\nlines"\r\n')
  })

  it('defuses what a spreadsheet would run, and leaves numbers alone', () => {
    for (const formula of ['=1+1', '+1+1', '@SUM(A1)', '-2+3', '\tx']) expect(cellOf(formula)).toBe(`'${formula}`)
    expect(cellOf('=HYPERLINK("x","y")')).toBe('"\'=HYPERLINK(""x"",""y"")"')
    for (const number of ['-12.5', '0.000000001']) expect(cellOf(number)).toBe(number)
  })
})
