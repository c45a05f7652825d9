'use client'

import type { LocalColumn } from '@/components/data-table/local-table'
import { LocalTable } from '@/components/data-table/local-table'
import { EmptyState } from '@/components/ui/empty-state'
import { type Action, actions, permissions } from '@/lib/access/permissions'
import { platformRoles, type Role, tenantRoles } from '@/lib/access/roles'

type Row = { action: Action; description: string; roles: readonly Role[] }

/** What each role may do, from the same table every request is checked against. */
export function RoleTable() {
  return (
    <LocalTable
      label="Permissions"
      columns={columns}
      rows={rows}
      rowId={(row) => row.action}
      empty={<EmptyState title="No permissions" advice="There is nothing anybody may do." />}
    />
  )
}

const rows: Row[] = actions.map((action) => ({ action, ...permissions[action] })).filter((row) => row.roles.length > 0)

const roleColumn = (role: Role, title: string): LocalColumn<Row> => ({
  id: role,
  title,
  text: (row) => (row.roles.includes(role) ? 'yes' : '–'),
})

const columns: LocalColumn<Row>[] = [
  { id: 'description', title: 'May', text: (row) => row.description },
  ...platformRoles.map((role) => roleColumn(role, role)),
  ...tenantRoles.map((role) => roleColumn(role, role)),
  roleColumn('self', 'everybody, their own'),
  { id: 'action', title: 'Action', text: (row) => row.action, cell: (row) => <code className="text-sm">{row.action}</code> },
]
