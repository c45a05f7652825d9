'use client'

import type { ColumnSpec } from '@/components/data-table/columns'
import { ListTable } from '@/components/data-table/list-table'
import { RowLink } from '@/components/data-table/row-link'
import { reconcileSpec } from '@/components/reconcile/reconcile-list'
import { sourceWords } from '@/components/reconcile/words'
import { EmptyState } from '@/components/ui/empty-state'
import { Money } from '@/components/ui/money'
import { describeCount } from '@/components/ui/number-text'
import { Time } from '@/components/ui/time'
import type { FirstPage } from '@/lib/client/use-list'
import type { Reconciliation } from '@/lib/contracts/reconciliation'

/** Bills that were laid beside the ledger. */
export function ReconcileTable({ first }: { first: FirstPage<Reconciliation> | undefined }) {
  return (
    <ListTable
      label="Bills"
      path="reconciliations"
      columns={columns}
      rowId={(row) => row.id}
      spec={reconcileSpec}
      first={first}
      empty={
        <EmptyState
          title="No bill yet"
          advice="Download the cost details of a month from Azure, or the usage or costs from OpenAI, and upload the file as it is."
        />
      }
    />
  )
}

const columns: ColumnSpec<Reconciliation>[] = [
  {
    id: 'fileName',
    title: 'File',
    text: (row) => row.fileName,
    cell: (row) => <RowLink href={`/finance/reconcile/${row.id}`}>{row.fileName}</RowLink>,
    sortBy: 'fileName',
  },
  { id: 'source', title: 'Of', text: (row) => sourceWords[row.source] },
  { id: 'days', title: 'Days', text: (row) => (row.from === row.to ? row.from : `${row.from} to ${row.to}`) },
  {
    id: 'billed',
    title: 'Billed',
    text: (row) => row.billed ?? '',
    cell: (row) => <Amount row={row} of={row.billed} />,
    isNumeric: true,
  },
  {
    id: 'ledger',
    title: 'Ledger',
    text: (row) => (row.currency ? row.cost : ''),
    cell: (row) => <Amount row={row} of={row.cost} />,
    isNumeric: true,
  },
  {
    id: 'billedTokens',
    title: 'Billed tokens',
    text: (row) => (row.billedTokens === null ? '' : describeCount(row.billedTokens)),
    isNumeric: true,
  },
  { id: 'tokens', title: 'Ledger tokens', text: (row) => describeCount(row.tokens), isNumeric: true },
  { id: 'differing', title: 'Differing days', text: (row) => describeCount(row.differing), isNumeric: true },
  {
    id: 'createdAt',
    title: 'Uploaded',
    text: (row) => row.createdAt,
    cell: (row) => <Time value={row.createdAt} />,
    sortBy: 'createdAt',
  },
  { id: 'createdBy', title: 'By', text: (row) => row.createdBy },
]

function Amount({ row, of }: { row: Reconciliation; of: string | null }) {
  return of === null || row.currency === null ? '–' : <Money amount={of} currency={row.currency} />
}
