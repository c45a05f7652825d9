'use client'

import { savedText, shareOf, shareText } from '@/components/cache/figures'
import { LocalTable } from '@/components/data-table/local-table'
import { RowLink } from '@/components/data-table/row-link'
import { EmptyState } from '@/components/ui/empty-state'
import { describeCount } from '@/components/ui/number-text'
import type { CacheLine } from '@/lib/contracts/cache'

/** What was answered from the cache, a line for each product and model. */
export function CacheTable({ lines }: { lines: CacheLine[] }) {
  return (
    <LocalTable
      label="Kept answers"
      rows={lines}
      rowId={(line) => `${line.productId} ${line.model}`}
      empty={
        <EmptyState
          title="No product keeps answers"
          advice="Edit a product and choose what it keeps under Kept answers: an equal question then costs nothing."
        />
      }
      columns={[
        {
          id: 'product',
          title: 'Product',
          text: (line) => line.productName,
          cell: (line) => <RowLink href={`/admin/products/${line.productId}`}>{line.productName}</RowLink>,
        },
        { id: 'model', title: 'Model', text: (line) => line.model },
        {
          id: 'answered',
          title: 'Answered',
          text: (line) => describeCount(line.answered),
          value: (line) => line.answered,
          isNumeric: true,
        },
        {
          id: 'hits',
          title: 'From the cache',
          text: (line) => describeCount(line.hits),
          value: (line) => line.hits,
          isNumeric: true,
        },
        { id: 'share', title: 'Share', text: (line) => shareText(line), value: (line) => shareOf(line), isNumeric: true },
        {
          id: 'saved',
          title: 'Saved',
          text: (line) => savedText(line.saved),
          value: (line) => line.saved.reduce((sum, { amount }) => sum + Number(amount), 0),
          isNumeric: true,
        },
      ]}
    />
  )
}
