'use client'

import type { ColumnSpec } from '@/components/data-table/columns'
import { ListTable } from '@/components/data-table/list-table'
import { RowLink } from '@/components/data-table/row-link'
import { EmptyState } from '@/components/ui/empty-state'
import { StateBadge } from '@/components/ui/state-badge'
import { Time } from '@/components/ui/time'
import { userSpec } from '@/components/users/user-list'
import type { FirstPage } from '@/lib/client/use-list'
import type { User } from '@/lib/contracts/user'

/** Everybody with an account, people and service accounts. */
export function UserTable({ first }: { first: FirstPage<User> | undefined }) {
  return (
    <ListTable
      label="Users"
      path="users"
      columns={columns}
      rowId={(user) => user.id}
      spec={userSpec}
      first={first}
      empty={<EmptyState title="No users yet" advice="Create one; they get a link with which they set their password." />}
    />
  )
}

const columns: ColumnSpec<User>[] = [
  {
    id: 'name',
    title: 'Name',
    text: (user) => user.name,
    cell: (user) => <RowLink href={`/admin/users/${user.id}`}>{user.name}</RowLink>,
    sortBy: 'name',
  },
  { id: 'email', title: 'E-mail', text: (user) => user.email, sortBy: 'email' },
  {
    id: 'platformRole',
    title: 'Platform role',
    text: (user) => user.platformRole ?? '',
    cell: (user) => user.platformRole ?? <span className="text-ink-muted">none</span>,
  },
  {
    id: 'memberships',
    title: 'In tenants',
    text: (user) => user.memberships.map((one) => `${one.tenantName} (${one.role})`).join('; '),
    cell: (user) =>
      user.memberships.map((one) => `${one.tenantName} (${one.role})`).join(', ') || <span className="text-ink-muted">none</span>,
  },
  { id: 'kind', title: 'Kind', text: (user) => (user.kind === 'service' ? 'service account' : 'person'), isHiddenAtFirst: true },
  { id: 'state', title: 'State', text: stateOf, cell: (user) => <StateBadge state={stateOf(user)} /> },
  {
    id: 'lastSeenAt',
    title: 'Last seen',
    text: (user) => user.lastSeenAt ?? '',
    cell: (user) =>
      user.lastSeenAt ? <Time value={user.lastSeenAt} style="ago" /> : <span className="text-ink-muted">never</span>,
  },
  {
    id: 'createdAt',
    title: 'Created',
    text: (user) => user.createdAt,
    cell: (user) => <Time value={user.createdAt} style="day" />,
    sortBy: 'createdAt',
    isHiddenAtFirst: true,
  },
]

function stateOf(user: User): string {
  return user.disabledAt ? 'disabled' : 'active'
}
