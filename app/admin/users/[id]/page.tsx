import type { Metadata } from 'next'
import Link from 'next/link'
import { type DetailProps, firstPage, found, tableOf } from '@/app/page-data'
import { revocableTokens } from '@/app/revocable-tokens'
import { sessionsOf } from '@/components/sessions/session-list'
import { SessionTable } from '@/components/sessions/session-table'
import { tokensOf } from '@/components/tokens/token-list'
import { TokenTable } from '@/components/tokens/token-table'
import { Facts } from '@/components/ui/facts'
import { countOf } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { Section } from '@/components/ui/section'
import { StateBadge } from '@/components/ui/state-badge'
import { Time } from '@/components/ui/time'
import { UserActions } from '@/components/users/user-actions'
import { EditUser } from '@/components/users/user-dialogs'
import { isAllowed } from '@/lib/access/actor'
import { requireActor } from '@/lib/auth/require-actor'
import { listTokens } from '@/lib/control/management-tokens/token-operations'
import { listSessions } from '@/lib/control/sessions/session-operations'
import { getUser } from '@/lib/control/users/user-queries'

export const metadata: Metadata = { title: 'User' }

/** What may this user do, and where are they signed in? */
export default async function UserPage({ params, searchParams }: DetailProps) {
  const actor = await requireActor('users.read')
  const user = await found(getUser(actor, { id: (await params).id }))
  const asked = await searchParams
  const [sessions, tokens] = await Promise.all([
    tableOf(listSessions, actor, asked, sessionsOf(user.id)),
    firstPage(listTokens, actor, asked, tokensOf(user.id)),
  ])
  return (
    <>
      <PageHeader
        title={user.name}
        badge={user.disabledAt ? <StateBadge state="disabled" /> : null}
        sentence={`${user.platformRole ? `Platform ${user.platformRole}` : 'No role on the platform'}, in ${countOf(user.memberships.length, 'tenant')}.`}
        actions={
          isAllowed(actor, 'users.update') ? (
            <>
              <EditUser user={user} />
              <UserActions user={user} />
            </>
          ) : null
        }
      />
      <Facts
        facts={[
          { label: 'E-mail', value: user.email },
          { label: 'Kind', value: user.kind === 'service' ? 'service account' : 'person' },
          { label: 'Platform role', value: user.platformRole ?? 'none' },
          { label: 'Password', value: user.hasPassword ? 'set' : 'not set' },
          { label: 'Last seen', value: user.lastSeenAt ? <Time value={user.lastSeenAt} /> : 'never' },
          { label: 'Created', value: <Time value={user.createdAt} /> },
        ]}
      />
      <Section title="Tenants" sentence="A role in a tenant is given on the tenant's page.">
        {user.memberships.length === 0 ? <p className="text-ink-muted">In no tenant.</p> : null}
        <ul className="divide-y divide-line">
          {user.memberships.map((membership) => (
            <li key={membership.tenantId} className="flex gap-3 py-1.5">
              <Link href={`/admin/tenants/${membership.tenantId}`} className="hover:underline">
                {membership.tenantName}
              </Link>
              <span className="text-ink-muted">{membership.role}</span>
            </li>
          ))}
        </ul>
      </Section>
      <Section title="Sessions" sentence="Browsers this user is signed in with.">
        <SessionTable {...sessions} canRevoke={isAllowed(actor, 'sessions.revoke') && actor.platformRole === 'admin'} />
      </Section>
      <Section title="Management tokens">
        <TokenTable first={tokens} ownerId={user.id} canRevoke={revocableTokens(actor)} />
      </Section>
    </>
  )
}
