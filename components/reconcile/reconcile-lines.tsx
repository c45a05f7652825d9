'use client'

import type { LocalColumn } from '@/components/data-table/local-table'
import { LocalTable } from '@/components/data-table/local-table'
import { reasonWords } from '@/components/reconcile/words'
import { Badge } from '@/components/ui/badge'
import { DownloadLink } from '@/components/ui/download-link'
import { EmptyState } from '@/components/ui/empty-state'
import { Money } from '@/components/ui/money'
import { describeCount } from '@/components/ui/number-text'
import { formatNano, parseNano } from '@/lib/base/money'
import type { ReconciliationDetail, ReconciliationLine } from '@/lib/contracts/reconciliation'

type Row = ReconciliationLine & { id: string }

/** Both sides by day and model, with why they may differ. */
export function ReconcileLines({ bill }: { bill: ReconciliationDetail }) {
  const rows = bill.lines.map((line, i) => ({ ...line, id: String(i) }))
  return (
    <>
      <LocalTable
        label="Days and models"
        searchLabel="days and models"
        columns={columnsOf(bill.currency)}
        rows={rows}
        rowId={(row) => row.id}
        empty={<EmptyState title="Nothing to compare" advice="Neither the file nor the ledger has anything on these days." />}
      />
      <DownloadLink href={`/api/v1/reconciliations/${bill.id}?format=csv`} note="each day and model, with its reasons.">
        Download the comparison as CSV
      </DownloadLink>
    </>
  )
}

function columnsOf(currency: string | null): LocalColumn<Row>[] {
  const tokens: LocalColumn<Row>[] = [
    {
      id: 'billedTokens',
      title: 'Billed tokens',
      text: (row) => (row.billedTokens === null ? '–' : describeCount(row.billedTokens)),
      value: (row) => row.billedTokens ?? 0,
      isNumeric: true,
    },
    {
      id: 'tokens',
      title: 'Ledger tokens',
      text: (row) => describeCount(row.tokens),
      value: (row) => row.tokens,
      isNumeric: true,
    },
  ]
  return [
    { id: 'day', title: 'Day (UTC)', text: (row) => row.day },
    { id: 'model', title: 'Model', text: (row) => row.model },
    ...(currency === null ? [] : moneyColumns(currency)),
    ...tokens,
    { id: 'calls', title: 'Calls', text: (row) => describeCount(row.calls), value: (row) => row.calls, isNumeric: true },
    {
      id: 'reasons',
      title: 'Why it may differ',
      text: (row) => row.reasons.map((reason) => reasonWords[reason].title).join(', ') || 'agrees',
      cell: (row) => <Reasons row={row} />,
    },
  ]
}

function moneyColumns(currency: string): LocalColumn<Row>[] {
  const nano = (amount: string | null) => parseNano(amount ?? '0') ?? 0n
  const difference = (row: Row) => nano(row.billed) - nano(row.cost)
  return [
    {
      id: 'billed',
      title: 'Billed',
      text: (row) => row.billed ?? '–',
      cell: (row) => (row.billed === null ? '–' : <Money amount={row.billed} currency={currency} />),
      value: (row) => nano(row.billed),
      isNumeric: true,
    },
    {
      id: 'ledger',
      title: 'Ledger',
      text: (row) => row.cost,
      cell: (row) => <Money amount={row.cost} currency={currency} />,
      value: (row) => nano(row.cost),
      isNumeric: true,
    },
    {
      id: 'difference',
      title: 'Difference',
      text: (row) => formatNano(difference(row)),
      cell: (row) => <Money amount={formatNano(difference(row))} currency={currency} />,
      value: difference,
      isNumeric: true,
    },
  ]
}

function Reasons({ row }: { row: Row }) {
  if (row.reasons.length === 0) return <Badge tone="good">agrees</Badge>
  return (
    <span className="flex flex-wrap gap-1">
      {row.reasons.map((reason) => (
        <Badge key={reason} tone={reason === 'rounding' ? 'neutral' : 'warn'}>
          {reasonWords[reason].title}
        </Badge>
      ))}
    </span>
  )
}
