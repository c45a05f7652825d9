'use client'

import type { ColumnSpec } from '@/components/data-table/columns'
import { ListTable } from '@/components/data-table/list-table'
import { RowLink } from '@/components/data-table/row-link'
import type { TableQuerySpec } from '@/components/data-table/table-query'
import { DecideSubscription } from '@/components/subscriptions/decide-subscription'
import { subscriptionSpec } from '@/components/subscriptions/subscription-list'
import { EmptyState } from '@/components/ui/empty-state'
import { describeCount } from '@/components/ui/number-text'
import { StateBadge } from '@/components/ui/state-badge'
import { Time } from '@/components/ui/time'
import type { FirstPage } from '@/lib/client/use-list'
import type { Subscription } from '@/lib/contracts/subscription'

type Props = {
  first: FirstPage<Subscription> | undefined
  /** On the page of one tenant or product: only its own. */
  spec?: TableQuerySpec
  canDecide: boolean
  audience?: 'admin' | 'portal'
}

/** Who may use what; a request can be decided right here. */
export function SubscriptionTable({ first, spec = subscriptionSpec, canDecide, audience = 'admin' }: Props) {
  return (
    <ListTable
      label="Subscriptions"
      path="subscriptions"
      columns={columnsOf[audience]}
      rowId={(subscription) => subscription.id}
      spec={spec}
      first={first}
      empty={
        <EmptyState
          title="No subscriptions yet"
          advice="A developer asks for one in the portal's catalog; if the product needs approval, the request appears here."
        />
      }
      rowActions={
        canDecide
          ? (subscription) =>
              subscription.state === 'submitted' ? <DecideSubscription subscription={subscription} size="small" /> : null
          : undefined
      }
    />
  )
}

const columnsFor = (audience: 'admin' | 'portal'): ColumnSpec<Subscription>[] => [
  {
    id: 'name',
    title: 'Subscription',
    text: (subscription) => subscription.name,
    cell: (subscription) => <RowLink href={`/${audience}/subscriptions/${subscription.id}`}>{subscription.name}</RowLink>,
    sortBy: 'name',
  },
  { id: 'tenant', title: 'Tenant', text: (subscription) => subscription.tenantName },
  {
    id: 'product',
    title: 'Product',
    text: (subscription) => subscription.productName,
    cell: (subscription) => (
      <>
        {subscription.productName}
        {subscription.productState === 'published' ? null : (
          <>
            {' '}
            <StateBadge state={subscription.productState} />
          </>
        )}
      </>
    ),
  },
  {
    id: 'state',
    title: 'State',
    text: (subscription) => subscription.state,
    cell: (subscription) => <StateBadge state={subscription.state} />,
  },
  { id: 'keys', title: 'Keys', text: (subscription) => describeCount(subscription.keyCount), isNumeric: true },
  { id: 'requestedBy', title: 'Asked by', text: (subscription) => subscription.requestedBy?.name ?? '' },
  { id: 'purpose', title: 'Purpose', text: (subscription) => subscription.purpose, isHiddenAtFirst: true },
  {
    id: 'createdAt',
    title: 'Asked',
    text: (subscription) => subscription.createdAt,
    cell: (subscription) => <Time value={subscription.createdAt} style="day" />,
    sortBy: 'createdAt',
  },
]

const columnsOf = { admin: columnsFor('admin'), portal: columnsFor('portal') }
