import type { Metadata } from 'next'
import { firstPage, type PageProps } from '@/app/page-data'
import { allSessionsSpec } from '@/components/sessions/session-list'
import { AllSessionsTable } from '@/components/sessions/session-table'
import { countOf } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { UserViews } from '@/components/users/user-views'
import { isAllowedEverywhere } from '@/lib/access/actor'
import { requireActor } from '@/lib/auth/require-actor'
import { countSessions, listSessions } from '@/lib/control/sessions/session-operations'

export const metadata: Metadata = { title: 'Sessions' }

/** Who is signed in, and from where? */
export default async function SessionsPage({ searchParams }: PageProps) {
  const actor = await requireActor('users.read')
  const [first, { live, people }] = await Promise.all([
    firstPage(listSessions, actor, await searchParams, allSessionsSpec),
    countSessions(actor, {}),
  ])
  return (
    <>
      <PageHeader
        title="Sessions"
        sentence={`${countOf(people, 'person is', 'people are')} signed in, in ${countOf(live, 'browser')}. Signing one out ends it at its next click.`}
      />
      <UserViews current="/admin/users/sessions" />
      <AllSessionsTable first={first} canRevoke={isAllowedEverywhere(actor, 'sessions.revoke')} />
    </>
  )
}
