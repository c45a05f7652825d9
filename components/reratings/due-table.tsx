'use client'

import { LocalTable } from '@/components/data-table/local-table'
import { ProposeRerating } from '@/components/reratings/propose-rerating'
import { EmptyState } from '@/components/ui/empty-state'
import { Time } from '@/components/ui/time'
import type { DueReratings } from '@/lib/contracts/rerating'

/** Prices, contracts and commitments for the past, each with the way to what they change. */
export function DueTable({ items, canPropose }: { items: DueReratings['items']; canPropose: boolean }) {
  const rows = items.map((item, i) => ({ ...item, id: String(i) }))
  return (
    <LocalTable
      label="Prices for the past"
      prefix="due"
      hasSearch={false}
      rows={rows}
      rowId={(row) => row.id}
      empty={<EmptyState title="None" advice="No price, contract or commitment was set for a time before it was." />}
      columns={[
        { id: 'model', title: 'Model', text: (row) => row.model },
        { id: 'from', title: 'From', text: (row) => row.from, cell: (row) => <Time value={row.from} style="day" /> },
        { id: 'setAt', title: 'Set', text: (row) => row.setAt, cell: (row) => <Time value={row.setAt} /> },
        {
          id: 'act',
          title: 'What it changes',
          text: () => '',
          cell: (row) => (canPropose ? <ProposeRerating due={row} /> : 'not worked out yet'),
        },
      ]}
    />
  )
}
