/**
 * A statement as a workbook that foots: each line's cost stands in billionths, a whole number no spreadsheet rounds, and every amount in
 * it is a formula over those. What the ledger says stands beside, as text, to the last digit.
 */
import { parseNano } from '@/lib/base/money'
import { tokenClasses } from '@/lib/contracts/call'
import type { StatementDetail, StatementLine } from '@/lib/contracts/statement'
import { columnName, type XlsxCell, type XlsxSheet, xlsxFile } from '@/lib/reports/files/xlsx'
import { kindWord, sourceText } from '@/lib/reports/statement/kind-word'

export function statementXlsx(statement: StatementDetail): AsyncGenerator<Uint8Array> {
  return xlsxFile([summarySheet(statement), linesSheet(statement)])
}

type Column = { title: string; width: number; cell: (line: StatementLine, row: number) => XlsxCell; isSummed?: boolean }

const tokenNames = Object.keys(tokenClasses.shape) as (keyof typeof tokenClasses.shape)[]
/** `cacheRead` as Cache read. */
const titleOf = (name: string) => {
  const words = name.replaceAll(/([A-Z]|\d+)/g, (part) => ` ${part.toLowerCase()}`)
  return words.charAt(0).toUpperCase() + words.slice(1)
}
const counted = (amount: number): XlsxCell => ({ number: String(amount), style: 'count' })
const nanoOf = (line: StatementLine) => parseNano(line.cost) ?? 0n

const before: Column[] = [
  { title: 'Line', width: 14, cell: (line) => kindWord(line.kind) },
  { title: 'Used in', width: 10, cell: (line) => line.month },
  { title: 'Of', width: 28, cell: (line) => sourceText(line) || null },
  { title: 'Product', width: 24, cell: (line) => (line.productId === null ? null : line.productName) },
  { title: 'Model', width: 24, cell: (line) => line.model ?? 'no model' },
  { title: 'Backend', width: 28, cell: (line) => line.backendName ?? 'none' },
  { title: 'Calls', width: 12, cell: (line) => counted(line.calls), isSummed: true },
  { title: 'Without a price', width: 14, cell: (line) => counted(line.unpricedCalls), isSummed: true },
  ...tokenNames.map(
    (name): Column => ({
      title: titleOf(name),
      width: 14,
      cell: (line) => counted(line.tokens[name] ?? 0),
      isSummed: true,
    }),
  ),
  { title: 'Currency', width: 9, cell: (line) => line.currency },
]
const CURRENCY = before.length - 1
const NANO_COLUMN = before.length + 1
const columns: Column[] = [
  ...before,
  {
    title: 'Cost',
    width: 16,
    cell: (line, row) => ({
      formula: `${columnName(NANO_COLUMN)}${row}/1000000000`,
      value: line.cost,
      style: 'money',
    }),
  },
  { title: 'Cost in billionths', width: 20, cell: (line) => ({ number: String(nanoOf(line)), style: 'count' }), isSummed: true },
]

function linesSheet({ lines }: StatementDetail): XlsxSheet {
  const last = lines.length + 1
  const range = (column: number) => `${columnName(column)}2:${columnName(column)}${Math.max(last, 2)}`
  const head = columns.map(({ title }): XlsxCell => ({ text: title, style: 'head' }))
  const body = lines.map((line, i) => columns.map(({ cell }) => cell(line, i + 2)))
  const sum = columns.map(({ isSummed }, i): XlsxCell => {
    // Sums of different currencies are never added: those stand on the first sheet, one for each.
    if (!isSummed || i === NANO_COLUMN) return i === 0 ? { text: 'Sum', style: 'bold' } : null
    const value = lines.reduce((all, line) => all + numberIn(columns[i]?.cell(line, 0) ?? null), 0n)
    return { formula: `SUM(${range(i)})`, value: String(value), style: 'boldCount' }
  })
  // Without lines the sum would be of itself.
  const rows = lines.length === 0 ? [head] : [head, ...body, sum]
  return { name: 'Lines', widths: columns.map(({ width }) => width), frozenRows: 1, rows }
}

function numberIn(cell: XlsxCell): bigint {
  return cell !== null && typeof cell === 'object' && 'number' in cell ? BigInt(cell.number) : 0n
}

function summarySheet(statement: StatementDetail): XlsxSheet {
  const { lines, totals } = statement
  const range = (column: number) => {
    const name = columnName(column)
    return `Lines!${name}2:${name}${Math.max(lines.length + 1, 2)}`
  }
  const facts: [string, string][] = [
    ['Tenant', statement.tenantName],
    ['Cost centre', statement.costCentre],
    ['Month', `${statement.month}, ${statement.timeZone}`],
    ['Version', String(statement.version)],
    ['Closed', `${statement.closedAt} by ${statement.closedBy}`],
    ['State', statement.reopenedAt ? `re-opened ${statement.reopenedAt}: it does not count any more` : 'closed'],
  ]
  const rows: XlsxCell[][] = [
    [{ text: `Statement ${statement.number}`, style: 'title' }],
    ...facts.map(([label, value]): XlsxCell[] => [{ text: label, style: 'bold' }, value]),
    [],
    ['Currency', 'Total', 'Of it late', 'Of it shared', 'Of it adjustments', 'As the ledger has it'].map((text) => ({
      text,
      style: 'head' as const,
    })),
    ...totals.map(({ currency, cost }): XlsxCell[] => {
      const nano = range(NANO_COLUMN)
      const part = (kind: string, costs: StatementDetail['totals']): XlsxCell => ({
        formula: `SUMIFS(${nano},${range(CURRENCY)},"${currency}",${range(0)},"${kindWord(kind)}")/1000000000`,
        value: costs.find((one) => one.currency === currency)?.cost ?? '0',
        style: 'money',
      })
      return [
        currency,
        { formula: `SUMIF(${range(CURRENCY)},"${currency}",${nano})/1000000000`, value: cost, style: 'boldMoney' },
        part('late', statement.late),
        part('shared', statement.shared),
        part('adjustment', statement.adjustments),
        cost,
      ]
    }),
    [],
    [
      'Amounts are sums of billionths of the currency: nothing is rounded but each call, once. A spreadsheet counts exactly up to some nine million of a currency; beyond that the text is right.',
    ],
  ]
  return { name: 'Statement', widths: [16, 22, 22, 22, 22, 28], rows }
}
