'use client'

import type { ColumnSpec } from '@/components/data-table/columns'
import { ListTable } from '@/components/data-table/list-table'
import { contractSpec } from '@/components/price-contracts/contract-list'
import { Badge } from '@/components/ui/badge'
import { EmptyState } from '@/components/ui/empty-state'
import { Time } from '@/components/ui/time'
import type { FirstPage } from '@/lib/client/use-list'
import type { PriceContract } from '@/lib/contracts/price-contract'

/** Discounts and margins, each in force from a date until the next one of its kind for the same. */
export function ContractTable({ first }: { first: FirstPage<PriceContract> | undefined }) {
  return (
    <ListTable
      label="Contracts"
      path="contracts"
      columns={columns}
      rowId={(row) => row.id}
      spec={contractSpec}
      first={first}
      empty={
        <EmptyState
          title="No contract yet"
          advice="Everybody pays the list prices. Agree on a discount or a margin for a tenant, a product or a provider."
        />
      }
    />
  )
}

const columns: ColumnSpec<PriceContract>[] = [
  { id: 'name', title: 'Contract', text: (row) => row.name, sortBy: 'name' },
  { id: 'kind', title: 'Kind', text: (row) => row.kind },
  {
    id: 'percent',
    title: 'Of the list price',
    text: (row) => `${row.kind === 'discount' ? '−' : '+'}${row.percent} %`,
    isNumeric: true,
  },
  { id: 'tenant', title: 'Tenant', text: (row) => row.tenantName ?? 'any' },
  { id: 'product', title: 'Product', text: (row) => row.productName ?? 'any' },
  { id: 'provider', title: 'Provider', text: (row) => row.provider ?? 'any' },
  {
    id: 'state',
    title: 'State',
    text: stateOf,
    cell: (row) => <Badge tone={stateOf(row) === 'in force' ? 'good' : 'neutral'}>{stateOf(row)}</Badge>,
  },
  {
    id: 'from',
    title: 'From',
    text: (row) => row.effectiveFrom,
    cell: (row) => <Time value={row.effectiveFrom} style="day" />,
    sortBy: 'effectiveFrom',
  },
  {
    id: 'to',
    title: 'Until',
    text: (row) => row.effectiveTo ?? '',
    cell: (row) => (row.effectiveTo ? <Time value={row.effectiveTo} style="day" /> : ''),
  },
]

function stateOf(row: PriceContract): string {
  const now = Date.now()
  if (new Date(row.effectiveFrom).getTime() > now) return 'to come'
  if (row.percent === 0) return 'ended'
  return row.effectiveTo && new Date(row.effectiveTo).getTime() <= now ? 'past' : 'in force'
}
