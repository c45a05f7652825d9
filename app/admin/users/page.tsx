import type { Metadata } from 'next'
import { allOf, firstPage, type PageProps } from '@/app/page-data'
import { countOf } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { CreateUser } from '@/components/users/user-form'
import { userSpec } from '@/components/users/user-list'
import { UserTable } from '@/components/users/user-table'
import { isAllowed } from '@/lib/access/actor'
import { requireActor } from '@/lib/auth/require-actor'
import { listUsers } from '@/lib/control/users/user-queries'

export const metadata: Metadata = { title: 'Users' }

/** Who can get in, and as what? */
export default async function UsersPage({ searchParams }: PageProps) {
  const actor = await requireActor('users.read')
  const [first, all] = await Promise.all([firstPage(listUsers, actor, await searchParams, userSpec), allOf(listUsers, actor)])
  const admins = all.filter((user) => user.platformRole === 'admin' && !user.disabledAt).length
  return (
    <>
      <PageHeader
        title="Users"
        sentence={`${countOf(all.filter((user) => !user.disabledAt).length, 'user')} can sign in or act by token; ${countOf(admins, 'of them is an admin', 'of them are admins')}.`}
        actions={isAllowed(actor, 'users.create') ? <CreateUser /> : null}
      />
      <UserTable first={first} />
    </>
  )
}
