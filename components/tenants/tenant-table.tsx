'use client'

import type { ColumnSpec } from '@/components/data-table/columns'
import { ListTable } from '@/components/data-table/list-table'
import { RowLink } from '@/components/data-table/row-link'
import type { TableQuerySpec } from '@/components/data-table/table-query'
import { tenantSpec } from '@/components/tenants/tenant-list'
import { EmptyState } from '@/components/ui/empty-state'
import { describeCount } from '@/components/ui/number-text'
import { Time } from '@/components/ui/time'
import type { FirstPage } from '@/lib/client/use-list'
import type { Tenant } from '@/lib/contracts/tenant'

type Props = {
  first: FirstPage<Tenant> | undefined
  audience?: 'admin' | 'portal'
  /** On the page of one tenant: those below it. */
  spec?: TableQuerySpec
}

/** The tenants, each a link to its own page. */
export function TenantTable({ first, audience = 'admin', spec = tenantSpec }: Props) {
  return (
    <ListTable
      label="Tenants"
      path="tenants"
      columns={columnsOf[audience]}
      rowId={(tenant) => tenant.id}
      spec={spec}
      first={first}
      empty={
        <EmptyState
          title="No tenants yet"
          advice="A tenant is a team, department or customer that pays. Create one, then invite its people."
        />
      }
    />
  )
}

const columnsFor = (audience: 'admin' | 'portal'): ColumnSpec<Tenant>[] => [
  {
    id: 'name',
    title: 'Name',
    text: (tenant) => tenant.name,
    cell: (tenant) => <RowLink href={`/${audience}/tenants/${tenant.id}`}>{tenant.name}</RowLink>,
    sortBy: 'name',
  },
  { id: 'costCentre', title: 'Cost centre', text: (tenant) => tenant.costCentre, sortBy: 'costCentre' },
  { id: 'subscriptions', title: 'Subscriptions', text: (tenant) => describeCount(tenant.subscriptionCount), isNumeric: true },
  { id: 'members', title: 'Members', text: (tenant) => describeCount(tenant.memberCount), isNumeric: true },
  {
    id: 'children',
    title: 'Below it',
    text: (tenant) => describeCount(tenant.childCount),
    isNumeric: true,
    isHiddenAtFirst: true,
  },
  { id: 'currency', title: 'Currency', text: (tenant) => tenant.currency },
  { id: 'timeZone', title: 'Time zone', text: (tenant) => tenant.timeZone },
  { id: 'regions', title: 'Regions', text: (tenant) => tenant.regions.join(' ') || 'any', isHiddenAtFirst: true },
  {
    id: 'createdAt',
    title: 'Created',
    text: (tenant) => tenant.createdAt,
    cell: (tenant) => <Time value={tenant.createdAt} style="day" />,
    sortBy: 'createdAt',
  },
  { id: 'id', title: 'Id', text: (tenant) => tenant.id, isHiddenAtFirst: true },
]

const columnsOf = { admin: columnsFor('admin'), portal: columnsFor('portal') }
