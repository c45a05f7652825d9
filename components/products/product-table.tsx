'use client'

import type { ColumnSpec } from '@/components/data-table/columns'
import { ListTable } from '@/components/data-table/list-table'
import { RowLink } from '@/components/data-table/row-link'
import { productSpec } from '@/components/products/product-list'
import { EmptyState } from '@/components/ui/empty-state'
import { describeCount } from '@/components/ui/number-text'
import { StateBadge } from '@/components/ui/state-badge'
import { Time } from '@/components/ui/time'
import type { FirstPage } from '@/lib/client/use-list'
import type { Product } from '@/lib/contracts/product'

/** The products, in every state. */
export function ProductTable({ first }: { first: FirstPage<Product> | undefined }) {
  return (
    <ListTable
      label="Products"
      path="products"
      columns={columns}
      rowId={(product) => product.id}
      spec={productSpec}
      first={first}
      empty={
        <EmptyState
          title="No products yet"
          advice="A product is what developers subscribe to: a set of models with limits. Create one, then publish it."
        />
      }
    />
  )
}

const columns: ColumnSpec<Product>[] = [
  {
    id: 'name',
    title: 'Name',
    text: (product) => product.name,
    cell: (product) => <RowLink href={`/admin/products/${product.id}`}>{product.name}</RowLink>,
    sortBy: 'name',
  },
  { id: 'state', title: 'State', text: (product) => product.state, cell: (product) => <StateBadge state={product.state} /> },
  { id: 'models', title: 'Models', text: (product) => product.models.join(', ') || 'none' },
  { id: 'subscriptions', title: 'Subscriptions', text: (product) => describeCount(product.subscriptionCount), isNumeric: true },
  { id: 'approval', title: 'Approval', text: (product) => (product.requiresApproval ? 'by an admin' : 'at once') },
  {
    id: 'createdAt',
    title: 'Created',
    text: (product) => product.createdAt,
    cell: (product) => <Time value={product.createdAt} style="day" />,
    sortBy: 'createdAt',
  },
]
