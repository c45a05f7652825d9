import type { Metadata } from 'next'
import { firstPage, type PageProps } from '@/app/page-data'
import { CreateTenant } from '@/components/tenants/tenant-dialogs'
import { tenantSpec } from '@/components/tenants/tenant-list'
import { TenantTable } from '@/components/tenants/tenant-table'
import { TenantTree } from '@/components/tenants/tenant-tree'
import { countOf } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { ViewLinks } from '@/components/ui/view-links'
import { isAllowed } from '@/lib/access/actor'
import { requireActor } from '@/lib/auth/require-actor'
import { listTenants } from '@/lib/control/tenants/tenant-queries'
import { getTenantSummary } from '@/lib/control/tenants/tenant-summary'

export const metadata: Metadata = { title: 'Tenants' }

/** Who pays? */
export default async function TenantsPage({ searchParams }: PageProps) {
  const actor = await requireActor('tenants.read')
  const params = await searchParams
  const isTree = params.view === 'tree'
  const [first, { inUse, top, archived }] = await Promise.all([
    isTree ? undefined : firstPage(listTenants, actor, params, tenantSpec),
    getTenantSummary(actor, {}),
  ])
  return (
    <>
      <PageHeader
        title="Tenants"
        sentence={`${countOf(inUse, 'tenant pays', 'tenants pay')} for what their people call; ${countOf(top, 'stands', 'stand')} at the top${archived > 0 ? `, ${archived} are archived` : ''}.`}
        actions={isAllowed(actor, 'tenants.create') ? <CreateTenant /> : null}
      />
      <ViewLinks
        label="Tenants"
        views={[
          { href: '/admin/tenants', title: 'List', isCurrent: !isTree },
          { href: '/admin/tenants?view=tree', title: 'Tree', isCurrent: isTree },
        ]}
      />
      {isTree ? <TenantTree /> : <TenantTable first={first} />}
    </>
  )
}
