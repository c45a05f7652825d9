import type { ColumnSpec } from '@/components/data-table/columns'

/** Rows as CSV (RFC 4180), every column, shown or not. */
export function toCsv<Row>(columns: ColumnSpec<Row>[], rows: Row[]): string {
  const lines = [columns.map((column) => column.title), ...rows.map((row) => columns.map((column) => column.text(row)))]
  return `${lines.map((cells) => cells.map(escapeCell).join(',')).join('\r\n')}\r\n`
}

/** Hands the browser a file. */
export function downloadCsv(fileName: string, csv: string): void {
  const url = URL.createObjectURL(new Blob(['\ufeff', csv], { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = url
  link.download = fileName
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 1000)
}

function escapeCell(text: string): string {
  // A spreadsheet runs what begins like a formula; a name somebody chose must not.
  const harmless = /^[=+@\t\r]|^-(?![\d.])/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
