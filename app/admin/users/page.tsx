import type { Metadata } from 'next'
import { firstPage, type PageProps } from '@/app/page-data'
import { countOf } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { CreateUser } from '@/components/users/user-dialogs'
import { userSpec } from '@/components/users/user-list'
import { UserTable } from '@/components/users/user-table'
import { UserViews } from '@/components/users/user-views'
import { isAllowed } from '@/lib/access/actor'
import { requireActor } from '@/lib/auth/require-actor'
import { listUsers } from '@/lib/control/users/user-queries'
import { getUserSummary } from '@/lib/control/users/user-summary'

export const metadata: Metadata = { title: 'Users' }

/** Who can get in, and as what? */
export default async function UsersPage({ searchParams }: PageProps) {
  const actor = await requireActor('users.read')
  const [first, { people, services, admins, disabled }] = await Promise.all([
    firstPage(listUsers, actor, await searchParams, userSpec),
    getUserSummary(actor, {}),
  ])
  return (
    <>
      <PageHeader
        title="Users"
        sentence={`${countOf(people, 'person', 'people')} can sign in and ${countOf(services, 'service account')} act by token; ${countOf(admins, 'is an admin', 'are admins')}${disabled > 0 ? `, ${disabled} are disabled` : ''}.`}
        actions={isAllowed(actor, 'users.create') ? <CreateUser /> : null}
      />
      <UserViews current="/admin/users" />
      <UserTable first={first} />
    </>
  )
}
