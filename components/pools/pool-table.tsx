'use client'

import Link from 'next/link'
import type { ColumnSpec } from '@/components/data-table/columns'
import { ListTable } from '@/components/data-table/list-table'
import { EditPool } from '@/components/pools/pool-dialogs'
import { poolSpec } from '@/components/pools/pool-list'
import { PoolMembers } from '@/components/pools/pool-members'
import { describeBreaker } from '@/components/pools/words'
import { DeleteButton } from '@/components/ui/delete-button'
import { EmptyState } from '@/components/ui/empty-state'
import { countOf } from '@/components/ui/number-text'
import type { FirstPage } from '@/lib/client/use-list'
import type { Pool } from '@/lib/contracts/pool'

/** The pools; the members of each in the order they are tried. */
export function PoolTable({ first, canEdit }: { first: FirstPage<Pool> | undefined; canEdit: boolean }) {
  return (
    <ListTable
      label="Pools"
      path="pools"
      columns={columns}
      rowId={(pool) => pool.id}
      spec={poolSpec}
      first={first}
      empty={
        <EmptyState
          title="No pools yet"
          advice="A pool is the backends that serve a model together: the lowest priority number first, shared out by weight."
        />
      }
      rowActions={canEdit ? (pool) => <PoolActions pool={pool} /> : undefined}
    />
  )
}

function PoolActions({ pool }: { pool: Pool }) {
  const consequence =
    pool.models.length > 0
      ? `${countOf(pool.models.length, 'model')} use it (${pool.models.join(', ')}); point them at another pool first.`
      : 'No model uses it.'
  return (
    <span className="inline-flex gap-1">
      <EditPool pool={pool} />
      <DeleteButton
        size="small"
        path={`pools/${pool.id}`}
        version={pool.version}
        noun="pool"
        name={pool.name}
        consequence={consequence}
      />
    </span>
  )
}

const columns: ColumnSpec<Pool>[] = [
  {
    id: 'name',
    title: 'Name',
    text: (pool) => pool.name,
    cell: (pool) => (
      <Link href={`/admin/pools/${pool.id}`} className="hover:underline">
        {pool.name}
      </Link>
    ),
    sortBy: 'name',
  },
  {
    id: 'members',
    title: 'Members by priority',
    text: (pool) =>
      pool.members.map((member) => `${member.backendName} (priority ${member.priority}, weight ${member.weight})`).join('; '),
    cell: (pool) => <PoolMembers members={pool.members} />,
  },
  { id: 'strategy', title: 'Strategy', text: (pool) => pool.strategy },
  { id: 'breaker', title: 'Breaker', text: describeBreaker },
  { id: 'models', title: 'Models', text: (pool) => pool.models.join(', ') || 'none' },
]
