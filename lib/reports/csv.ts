/** CSV as RFC 4180 has it, safe to open: a cell that a spreadsheet would run as a formula is defused. */

export type CsvColumn<Row> = { title: string; value: (row: Row) => string | number | null }

/** The whole file, with a byte order mark so that spreadsheets read it as UTF-8. */
export function toCsv<Row>(columns: CsvColumn<Row>[], rows: readonly Row[]): string {
  return csvHead(columns) + csvLines(columns, rows)
}

/** How a file begins, where its rows come in pieces. */
export function csvHead<Row>(columns: CsvColumn<Row>[]): string {
  return `\uFEFF${lineOf(columns.map((column) => column.title))}`
}

export function csvLines<Row>(columns: CsvColumn<Row>[], rows: readonly Row[]): string {
  return rows.map((row) => lineOf(columns.map((column) => column.value(row)))).join('')
}

function lineOf(values: (string | number | null)[]): string {
  return `${values.map(cell).join(',')}\r\n`
}

function cell(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const isNumber = /^-?\d+(\.\d+)?$/.test(value)
  const safe = !isNumber && /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
