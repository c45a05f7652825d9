'use client'

import type { LocalColumn } from '@/components/data-table/local-table'
import { LocalTable } from '@/components/data-table/local-table'
import { DownloadLink } from '@/components/ui/download-link'
import { EmptyState } from '@/components/ui/empty-state'
import { Money } from '@/components/ui/money'
import { describeCount } from '@/components/ui/number-text'
import { monthTitle } from '@/lib/base/day-range'
import { parseNano } from '@/lib/base/money'
import type { StatementDetail, StatementLine } from '@/lib/contracts/statement'

/** What a statement consists of, to the nano. */
export function StatementLines({ statement }: { statement: StatementDetail }) {
  const rows = statement.lines.map((line, i) => ({ ...line, id: String(i) }))
  return (
    <>
      <LocalTable
        label={`Lines of ${statement.number}`}
        searchLabel="lines"
        columns={columns}
        rows={rows}
        rowId={(row) => row.id}
        empty={<EmptyState title="Nothing was used" advice="The month was closed without a call that costs anything." />}
      />
      <DownloadLink href={`/api/v1/statements/${statement.id}?format=pdf`} note="to be sent.">
        Download the statement as PDF
      </DownloadLink>
      <DownloadLink href={`/api/v1/statements/${statement.id}?format=xlsx`} note="whose sums are formulas over its lines.">
        Download the statement as XLSX
      </DownloadLink>
      <DownloadLink
        href={`/api/v1/statements/${statement.id}?format=csv`}
        note="with every token class, the same file the API gives."
      >
        Download the statement as CSV
      </DownloadLink>
    </>
  )
}

type Row = StatementLine & { id: string }

const kindWords = { direct: 'usage', late: 'late', adjustment: 'billed before', shared: 'shared' }

function wordOf({ kind, sourceName, isUsed }: Row): string {
  if (sourceName === null) return kindWords[kind]
  if (isUsed === null) return `re-rating: ${sourceName}`
  return `${sourceName}, ${isUsed ? 'used' : 'idle'}${kind === 'adjustment' ? ', corrected' : ''}`
}

const nanoOf = (row: Row) => parseNano(row.cost) ?? 0n
const tokens = (name: keyof StatementLine['tokens'], title: string, isHiddenAtFirst = false): LocalColumn<Row> => ({
  id: name,
  title,
  text: (row) => describeCount(row.tokens[name]),
  value: (row) => row.tokens[name],
  isNumeric: true,
  isHiddenAtFirst,
})

const columns: LocalColumn<Row>[] = [
  { id: 'kind', title: 'Line', text: wordOf },
  { id: 'month', title: 'Used in', text: (row) => row.month, cell: (row) => monthTitle(row.month) },
  { id: 'product', title: 'Product', text: (row) => row.productName },
  { id: 'model', title: 'Model', text: (row) => row.model ?? 'no model' },
  { id: 'backend', title: 'Backend', text: (row) => row.backendName ?? 'none' },
  { id: 'calls', title: 'Calls', text: (row) => describeCount(row.calls), value: (row) => row.calls, isNumeric: true },
  tokens('input', 'Input'),
  tokens('cacheRead', 'Cache read'),
  tokens('cacheWrite', 'Cache write', true),
  tokens('cacheWrite1h', 'Cache write, 1 h', true),
  tokens('output', 'Output'),
  tokens('reasoning', 'Reasoning', true),
  {
    id: 'unpriced',
    title: 'Without a price',
    text: (row) => describeCount(row.unpricedCalls),
    value: (row) => row.unpricedCalls,
    isNumeric: true,
    isHiddenAtFirst: true,
  },
  {
    id: 'cost',
    title: 'Cost',
    text: (row) => row.cost,
    cell: (row) => <Money amount={row.cost} currency={row.currency} isExact />,
    value: nanoOf,
    isNumeric: true,
  },
  { id: 'currency', title: 'Currency', text: (row) => row.currency, isHiddenAtFirst: true },
]
