import type { Metadata } from 'next'
import { PageHeader } from '@/components/ui/page-header'
import { RoleTable } from '@/components/users/role-table'
import { UserViews } from '@/components/users/user-views'
import { platformRoles, tenantRoles } from '@/lib/access/roles'
import { requireActor } from '@/lib/auth/require-actor'

export const metadata: Metadata = { title: 'Roles' }

/** What may each role do? */
export default async function RolesPage() {
  await requireActor('users.read')
  return (
    <>
      <PageHeader
        title="Roles"
        sentence={`There are ${platformRoles.length + tenantRoles.length} roles: ${platformRoles.join(', ')} everywhere, ${tenantRoles.join(', ')} in their tenants. Every page and every endpoint asks this table.`}
      />
      <UserViews current="/admin/users/roles" />
      <RoleTable />
    </>
  )
}
