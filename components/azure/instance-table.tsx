'use client'

import Link from 'next/link'
import { describeRead } from '@/components/azure/words'
import type { ColumnSpec } from '@/components/data-table/columns'
import { ListTable } from '@/components/data-table/list-table'
import { EmptyState } from '@/components/ui/empty-state'
import { Time } from '@/components/ui/time'
import type { FirstPage } from '@/lib/client/use-list'
import type { AzureInstance } from '@/lib/contracts/azure-instance'

export function InstanceTable({ first }: { first: FirstPage<AzureInstance> | undefined }) {
  return (
    <ListTable
      label="Instances"
      path="azure/instances"
      columns={columns}
      rowId={(instance) => instance.id}
      spec={{ defaultSort: 'name' }}
      first={first}
      empty={
        <EmptyState
          title="No instance is connected"
          advice="Connect the API Management instance that stands in front of your models: it is read, planned and imported here, or written from here."
        />
      }
    />
  )
}

const columns: ColumnSpec<AzureInstance>[] = [
  {
    id: 'name',
    title: 'Name',
    text: (one) => one.name,
    cell: (one) => (
      <Link href={`/admin/azure/${one.id}`} className="hover:underline">
        {one.name}
      </Link>
    ),
    sortBy: 'name',
  },
  { id: 'service', title: 'Instance', text: (one) => one.serviceName },
  { id: 'group', title: 'Resource group', text: (one) => one.resourceGroup },
  {
    id: 'read',
    title: 'Last read',
    text: (one) => one.lastRead?.startedAt ?? describeRead(null),
    cell: (one) =>
      one.lastRead ? (
        <>
          {describeRead(one.lastRead)} <Time value={one.lastRead.startedAt} style="ago" />
        </>
      ) : (
        describeRead(null)
      ),
  },
  {
    id: 'drift',
    title: 'Differences',
    text: (one) => (one.driftCount === null ? 'not compared' : String(one.driftCount)),
    isNumeric: true,
  },
  { id: 'cloud', title: 'Cloud', text: (one) => one.cloud, isHiddenAtFirst: true },
]
