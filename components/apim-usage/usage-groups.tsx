'use client'

import { MapUsage } from '@/components/apim-usage/map-usage'
import { type LocalColumn, LocalTable } from '@/components/data-table/local-table'
import { Badge } from '@/components/ui/badge'
import { EmptyState } from '@/components/ui/empty-state'
import { Money } from '@/components/ui/money'
import { countOf, describeCount } from '@/components/ui/number-text'
import type { AzureUsageGroup, AzureUsagePreview } from '@/lib/contracts/azure-usage'

type Row = AzureUsageGroup & { id: string }

/** What of a file maps, what does not, and why. */
export function UsageGroups({ preview, onMapped }: { preview: AzureUsagePreview; onMapped: () => void }) {
  const rows = preview.groups.map((group, i) => ({ ...group, id: String(i) }))
  const left =
    preview.unmapped === 0
      ? 'nothing is left out'
      : `${countOf(preview.unmapped, 'is', 'are')} left out, for nobody has said whose`
  return (
    <div className="mt-6" role="status">
      <p className="mb-3">
        {`${describeCount(preview.mapped)} of ${describeCount(preview.calls)} calls become usage here; ${left}`}
        {preview.unpriced > 0 ? `; ${countOf(preview.unpriced, 'has', 'have')} no price` : ''}.
      </p>
      <LocalTable
        label="What the file comes to"
        searchLabel="subscriptions and models"
        columns={columnsOf(onMapped)}
        rows={rows}
        rowId={(row) => row.id}
        empty={
          <EmptyState
            title="No calls with tokens"
            advice="The rows of this file have no token counts. Check the query it was exported from."
          />
        }
      />
    </div>
  )
}

const columnsOf = (onMapped: () => void): LocalColumn<Row>[] => [
  { id: 'there', title: 'At API Management', text: (row) => row.apimSubscription || row.apimProduct || 'not said' },
  {
    id: 'here',
    title: 'Here',
    text: (row) => (row.subscriptionName === null ? 'left out' : `${row.subscriptionName} (${row.tenantName})`),
    cell: (row) =>
      row.subscriptionName === null ? (
        <span className="inline-flex flex-wrap items-center gap-2">
          <Badge tone="warn">left out</Badge>
          {row.apimSubscription || row.apimProduct ? <MapUsage group={row} onMapped={onMapped} /> : null}
        </span>
      ) : (
        `${row.subscriptionName} (${row.tenantName})`
      ),
  },
  { id: 'called', title: 'Called', text: (row) => row.called },
  { id: 'model', title: 'Model', text: (row) => row.model ?? 'none of ours' },
  { id: 'calls', title: 'Calls', text: (row) => describeCount(row.calls), value: (row) => row.calls, isNumeric: true },
  {
    id: 'input',
    title: 'Input tokens',
    text: (row) => describeCount(row.inputTokens),
    value: (row) => row.inputTokens,
    isNumeric: true,
  },
  {
    id: 'output',
    title: 'Output tokens',
    text: (row) => describeCount(row.outputTokens),
    value: (row) => row.outputTokens,
    isNumeric: true,
  },
  {
    id: 'cost',
    title: 'Cost',
    text: (row) => row.cost ?? '–',
    cell: (row) => (row.cost === null || row.currency === null ? '–' : <Money amount={row.cost} currency={row.currency} />),
    value: (row) => Number(row.cost ?? 0),
    isNumeric: true,
  },
  { id: 'note', title: 'Note', text: (row) => row.note ?? '' },
]
