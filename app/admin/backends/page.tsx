import type { Metadata } from 'next'
import { allOf, firstPage, type PageProps } from '@/app/page-data'
import { CreateBackend } from '@/components/backends/backend-dialogs'
import { backendSpec } from '@/components/backends/backend-list'
import { BackendTable } from '@/components/backends/backend-table'
import { countOf } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { isAllowed } from '@/lib/access/actor'
import { requireActor } from '@/lib/auth/require-actor'
import { listBackends } from '@/lib/control/backends/backend-queries'

export const metadata: Metadata = { title: 'Backends' }

/** Which provider endpoints answer calls? */
export default async function BackendsPage({ searchParams }: PageProps) {
  const actor = await requireActor('backends.read')
  const [first, all] = await Promise.all([
    firstPage(listBackends, actor, await searchParams, backendSpec),
    allOf(listBackends, actor),
  ])
  const regions = new Set(all.map((backend) => backend.region).filter(Boolean)).size
  return (
    <>
      <PageHeader
        title="Backends"
        sentence={`${countOf(all.length, 'provider endpoint')}${regions > 0 ? ` in ${countOf(regions, 'region')}` : ''} can answer calls.`}
        actions={isAllowed(actor, 'backends.create') ? <CreateBackend /> : null}
      />
      <BackendTable first={first} canTest={isAllowed(actor, 'backends.test')} />
    </>
  )
}
