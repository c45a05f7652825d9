'use client'

import type { ColumnSpec } from '@/components/data-table/columns'
import { ListTable } from '@/components/data-table/list-table'
import { RowLink } from '@/components/data-table/row-link'
import { DecideMany } from '@/components/subscriptions/decide-many'
import { DecideSubscription } from '@/components/subscriptions/decide-subscription'
import { approvalSpec } from '@/components/subscriptions/subscription-list'
import { EmptyState } from '@/components/ui/empty-state'
import { Time } from '@/components/ui/time'
import type { FirstPage } from '@/lib/client/use-list'
import type { Subscription } from '@/lib/contracts/subscription'

type Props = { first: FirstPage<Subscription> | undefined; readerId: string }

/** What waits for a decision, the oldest first: one by one, or many at once. One's own are for somebody else. */
export function ApprovalTable({ first, readerId }: Props) {
  const isOwn = (subscription: Subscription) => subscription.requestedBy?.id === readerId
  return (
    <ListTable
      label="Requests"
      path="subscriptions"
      columns={columns}
      rowId={(subscription) => subscription.id}
      spec={approvalSpec}
      first={first}
      empty={
        <EmptyState
          title="Nothing waits for a decision"
          advice="A request for a product that needs approval appears here at once."
        />
      }
      bulk={{
        isSelectable: (subscription) => !isOwn(subscription),
        nameOf: (subscription) => subscription.name,
        actions: (subscriptions, clear) => <DecideMany subscriptions={subscriptions} onDone={clear} />,
      }}
      rowActions={(subscription) =>
        isOwn(subscription) ? (
          <span className="text-sm text-ink-muted">Yours: another admin decides</span>
        ) : (
          <DecideSubscription subscription={subscription} size="small" />
        )
      }
    />
  )
}

const columns: ColumnSpec<Subscription>[] = [
  {
    id: 'name',
    title: 'Subscription',
    text: (subscription) => subscription.name,
    cell: (subscription) => <RowLink href={`/admin/subscriptions/${subscription.id}`}>{subscription.name}</RowLink>,
    sortBy: 'name',
  },
  { id: 'purpose', title: 'Purpose', text: (subscription) => subscription.purpose || 'not said' },
  { id: 'expectedUse', title: 'Expected use', text: (subscription) => subscription.expectedUse || 'not said' },
  {
    id: 'costCentre',
    title: 'Cost centre',
    text: (subscription) => subscription.costCentre || 'that of the tenant',
    isHiddenAtFirst: true,
  },
  {
    id: 'tenant',
    title: 'Tenant',
    text: (subscription) => subscription.tenantName,
    cell: (subscription) => <RowLink href={`/admin/tenants/${subscription.tenantId}`}>{subscription.tenantName}</RowLink>,
  },
  {
    id: 'product',
    title: 'Product',
    text: (subscription) => subscription.productName,
    cell: (subscription) => <RowLink href={`/admin/products/${subscription.productId}`}>{subscription.productName}</RowLink>,
  },
  { id: 'requestedBy', title: 'Asked by', text: (subscription) => subscription.requestedBy?.name ?? 'unknown' },
  {
    id: 'createdAt',
    title: 'Waits since',
    text: (subscription) => subscription.createdAt,
    cell: (subscription) => <Time value={subscription.createdAt} style="ago" />,
    sortBy: 'createdAt',
  },
]
