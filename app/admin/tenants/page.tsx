import type { Metadata } from 'next'
import { allOf, firstPage, type PageProps } from '@/app/page-data'
import { CreateTenant } from '@/components/tenants/tenant-form'
import { tenantSpec } from '@/components/tenants/tenant-list'
import { TenantTable } from '@/components/tenants/tenant-table'
import { countOf } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { isAllowed } from '@/lib/access/actor'
import { requireActor } from '@/lib/auth/require-actor'
import { listTenants } from '@/lib/control/tenants/tenant-queries'

export const metadata: Metadata = { title: 'Tenants' }

/** Who pays? */
export default async function TenantsPage({ searchParams }: PageProps) {
  const actor = await requireActor('tenants.read')
  const [first, all] = await Promise.all([
    firstPage(listTenants, actor, await searchParams, tenantSpec),
    allOf(listTenants, actor),
  ])
  const centres = new Set(all.map((tenant) => tenant.costCentre)).size
  return (
    <>
      <PageHeader
        title="Tenants"
        sentence={`${countOf(all.length, 'tenant')} in ${countOf(centres, 'cost centre')} pay for what their people call.`}
        actions={isAllowed(actor, 'tenants.create') ? <CreateTenant /> : null}
      />
      <TenantTable first={first} />
    </>
  )
}
