import type { Metadata } from 'next'
import { allOf, firstPage, type PageProps } from '@/app/page-data'
import { DrainRegion } from '@/components/pools/drain-region'
import { CreatePool } from '@/components/pools/pool-dialogs'
import { poolSpec } from '@/components/pools/pool-list'
import { PoolTable } from '@/components/pools/pool-table'
import { countOf } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { isAllowed } from '@/lib/access/actor'
import { requireActor } from '@/lib/auth/require-actor'
import { listPools } from '@/lib/control/pools/pool-operations'

export const metadata: Metadata = { title: 'Pools' }

/** What happens when a backend fails? */
export default async function PoolsPage({ searchParams }: PageProps) {
  const actor = await requireActor('pools.read')
  const [first, all] = await Promise.all([firstPage(listPools, actor, await searchParams, poolSpec), allOf(listPools, actor)])
  const single = all.filter((pool) => pool.members.length < 2).length
  return (
    <>
      <PageHeader
        title="Pools"
        sentence={`${countOf(all.length, 'pool shares', 'pools share')} calls out; ${single === 0 ? `${all.length === 1 ? 'it' : 'each'} has a second backend to fall back on` : `${countOf(single, 'has', 'have')} only one backend and nothing to fall back on`}.`}
        actions={
          <>
            {isAllowed(actor, 'pools.update') ? <DrainRegion pools={all} /> : null}
            {isAllowed(actor, 'pools.create') ? <CreatePool /> : null}
          </>
        }
      />
      <PoolTable first={first} canEdit={isAllowed(actor, 'pools.update')} />
    </>
  )
}
