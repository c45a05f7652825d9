/** Opens a workbook as a spreadsheet does: unpacks it, and calculates its formulas anew, whatever values stand beside them. */
import { crc32, inflateRawSync } from 'node:zlib'

export type Cell = { text?: string; number?: number; formula?: string }
export type Sheet = Map<string, Cell>

export function readZip(file: Buffer): Map<string, Buffer> {
  const entries = new Map<string, Buffer>()
  const end = file.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]))
  let at = file.readUInt32LE(end + 16)
  for (let left = file.readUInt16LE(end + 10); left > 0; left--) {
    const [crc, packed, size, nameLength] = [16, 20, 24].map((i) => file.readUInt32LE(at + i)).concat(file.readUInt16LE(at + 28))
    const start = file.readUInt32LE(at + 42)
    const name = file.toString('utf8', at + 46, at + 46 + (nameLength ?? 0))
    const data = start + 30 + file.readUInt16LE(start + 26) + file.readUInt16LE(start + 28)
    const content = inflateRawSync(file.subarray(data, data + (packed ?? 0)))
    if (content.length !== size || crc32(content) !== crc) throw new Error(`${name} is broken`)
    entries.set(name, content)
    at += 46 + (nameLength ?? 0) + file.readUInt16LE(at + 30) + file.readUInt16LE(at + 32)
  }
  return entries
}

/** The sheets by name, their cells by name, as written. */
export function readXlsx(file: Buffer): Map<string, Sheet> {
  const parts = readZip(file)
  const workbook = parts.get('xl/workbook.xml')?.toString() ?? ''
  const names = [...workbook.matchAll(/<sheet name="([^"]+)"/g)].map(([, name = '']) => name)
  return new Map(names.map((name, i) => [name, readSheet(parts.get(`xl/worksheets/sheet${i + 1}.xml`)?.toString() ?? '')]))
}

function readSheet(xml: string): Sheet {
  const cells: Sheet = new Map()
  for (const [, name = '', inner = ''] of xml.matchAll(/<c r="([A-Z]+\d+)"[^>]*>(.*?)<\/c>/gs)) {
    const text = /<t [^>]*>(.*?)<\/t>/s.exec(inner)?.[1]
    const formula = /<f>(.*?)<\/f>/s.exec(inner)?.[1]
    const value = /<v>(.*?)<\/v>/s.exec(inner)?.[1]
    cells.set(name, {
      ...(text === undefined ? {} : { text: plain(text) }),
      ...(value === undefined ? {} : { number: Number(value) }),
      ...(formula === undefined ? {} : { formula: plain(formula) }),
    })
  }
  return cells
}

function plain(xml: string): string {
  return xml.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&')
}

/** The value of a cell as a spreadsheet finds it: in doubles, from the formulas alone. */
export function calculate(book: Map<string, Sheet>, sheetName: string, name: string): number {
  const cell = book.get(sheetName)?.get(name)
  if (!cell) return 0
  if (cell.formula === undefined) return cell.number ?? 0
  const [body = '', divisor = '1'] = cell.formula.split('/')
  return call(book, sheetName, body) / Number(divisor)
}

function call(book: Map<string, Sheet>, sheetName: string, body: string): number {
  const parts = /^(SUM|SUMIF|SUMIFS)\((.*)\)$/.exec(body)
  if (!parts) return calculate(book, sheetName, body)
  const [, verb, inside = ''] = parts
  const given = inside.split(',')
  const cellsOf = (range: string) => rangeOf(sheetName, range)
  const numberAt = ([sheet, at]: [string, string]) => calculate(book, sheet, at)
  if (verb === 'SUM') return cellsOf(given[0] ?? '').reduce((sum, at) => sum + numberAt(at), 0)
  const [summed = '', ...conditions] = verb === 'SUMIF' ? [given[2] ?? '', given[0] ?? '', given[1] ?? ''] : given
  return cellsOf(summed).reduce((sum, at, i) => {
    for (let c = 0; c < conditions.length; c += 2) {
      const [sheet, beside] = cellsOf(conditions[c] ?? '')[i] ?? ['', '']
      if (`"${book.get(sheet)?.get(beside)?.text}"` !== conditions[c + 1]) return sum
    }
    return sum + numberAt(at)
  }, 0)
}

function rangeOf(sheetName: string, range: string): [string, string][] {
  const [, sheet = sheetName, column = '', from = '0', to = '0'] =
    /^(?:([A-Za-z]+)!)?([A-Z]+)(\d+):[A-Z]+(\d+)$/.exec(range) ?? []
  if (column === '') throw new Error(`what is ${range}?`)
  return Array.from({ length: Number(to) - Number(from) + 1 }, (_, i) => [sheet, `${column}${Number(from) + i}`])
}
