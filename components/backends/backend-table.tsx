'use client'

import Link from 'next/link'
import { backendSpec } from '@/components/backends/backend-list'
import { TestConnection } from '@/components/backends/test-connection'
import { describeCredential, describeProvider } from '@/components/backends/words'
import type { ColumnSpec } from '@/components/data-table/columns'
import { ListTable } from '@/components/data-table/list-table'
import { EmptyState } from '@/components/ui/empty-state'
import { describeCount } from '@/components/ui/number-text'
import type { FirstPage } from '@/lib/client/use-list'
import type { Backend } from '@/lib/contracts/backend'

/** The provider endpoints, never their credentials. */
export function BackendTable({ first, canTest }: { first: FirstPage<Backend> | undefined; canTest: boolean }) {
  return (
    <ListTable
      label="Backends"
      path="backends"
      columns={columns}
      rowId={(backend) => backend.id}
      spec={backendSpec}
      first={first}
      empty={
        <EmptyState
          title="No backends yet"
          advice="A backend is one provider endpoint with its credential, such as an Azure OpenAI resource in one region."
        />
      }
      rowActions={canTest ? (backend) => <TestConnection backend={backend} size="small" /> : undefined}
    />
  )
}

const columns: ColumnSpec<Backend>[] = [
  {
    id: 'name',
    title: 'Name',
    text: (backend) => backend.name,
    cell: (backend) => (
      <Link href={`/admin/backends/${backend.id}`} className="hover:underline">
        {backend.name}
      </Link>
    ),
    sortBy: 'name',
  },
  { id: 'provider', title: 'Provider', text: (backend) => describeProvider(backend.provider) },
  { id: 'region', title: 'Region', text: (backend) => backend.region ?? '' },
  { id: 'baseUrl', title: 'URL', text: (backend) => backend.baseUrl },
  { id: 'deployments', title: 'Deployments', text: (backend) => describeCount(backend.deployments.length), isNumeric: true },
  { id: 'pools', title: 'In pools', text: (backend) => backend.pools.map((pool) => pool.name).join(', ') || 'none' },
  { id: 'credential', title: 'Credential', text: (backend) => describeCredential(backend.credential), isHiddenAtFirst: true },
]
