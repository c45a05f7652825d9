'use client'

import { LocalTable } from '@/components/data-table/local-table'
import { EmptyState } from '@/components/ui/empty-state'
import { describeCount } from '@/components/ui/number-text'
import { Time } from '@/components/ui/time'
import type { UnpricedModels } from '@/lib/contracts/report'

/** Models that were used without a price, the most used first. */
export function UnpricedTable({ rows }: { rows: UnpricedModels['items'] }) {
  return (
    <LocalTable
      label="Used without a price"
      prefix="unpriced"
      hasSearch={false}
      rows={rows}
      rowId={(row) => row.model}
      empty={<EmptyState title="None" advice="Every call of the last 30 days had a price." />}
      columns={[
        { id: 'model', title: 'Model', text: (row) => row.model },
        { id: 'calls', title: 'Calls', text: (row) => describeCount(row.calls), value: (row) => row.calls, isNumeric: true },
        { id: 'tokens', title: 'Tokens', text: (row) => describeCount(row.tokens), value: (row) => row.tokens, isNumeric: true },
        { id: 'last', title: 'Last', text: (row) => row.lastHour, cell: (row) => <Time value={row.lastHour} /> },
      ]}
    />
  )
}
