import type { Metadata } from 'next'
import { allOf, firstPage, type PageProps } from '@/app/page-data'
import { tenantSpec } from '@/components/tenants/tenant-list'
import { TenantTable } from '@/components/tenants/tenant-table'
import { countOf } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { requireActor } from '@/lib/auth/require-actor'
import { listTenants } from '@/lib/control/tenants/tenant-queries'

export const metadata: Metadata = { title: 'My tenants' }

/** For whom do I act, and who else does? */
export default async function MyTenantsPage({ searchParams }: PageProps) {
  const actor = await requireActor('tenants.read')
  const [first, all] = await Promise.all([
    firstPage(listTenants, actor, await searchParams, tenantSpec),
    allOf(listTenants, actor),
  ])
  return (
    <>
      <PageHeader
        title="My tenants"
        sentence={`You act for ${countOf(all.length, 'tenant')}; open one to see its people and limits.`}
      />
      <TenantTable first={first} audience="portal" />
    </>
  )
}
