import type { Metadata } from 'next'
import { firstPage, type PageProps, tableOf } from '@/app/page-data'
import { ChangeName, ChangePassword } from '@/components/account/edit-account'
import { sessionsOf } from '@/components/sessions/session-list'
import { SessionTable } from '@/components/sessions/session-table'
import { CreateToken } from '@/components/tokens/create-token'
import { tokensOf } from '@/components/tokens/token-list'
import { TokenTable } from '@/components/tokens/token-table'
import { PageHeader } from '@/components/ui/page-header'
import { Section } from '@/components/ui/section'
import { requireActor } from '@/lib/auth/require-actor'
import { listTokens } from '@/lib/control/management-tokens/token-operations'
import { getMe } from '@/lib/control/me/me-operations'
import { listSessions } from '@/lib/control/sessions/session-operations'

export const metadata: Metadata = { title: 'Account' }

/** Who am I here, and where am I signed in? */
export default async function AccountPage({ searchParams }: PageProps) {
  const actor = await requireActor()
  const me = await getMe(actor, {})
  const params = await searchParams
  const [sessions, tokens] = await Promise.all([
    tableOf(listSessions, actor, params, sessionsOf(me.id)),
    firstPage(listTokens, actor, params, tokensOf(me.id)),
  ])
  const roles = [
    me.platformRole ? `platform ${me.platformRole}` : '',
    ...me.memberships.map((one) => `${one.role} of ${one.tenantName}`),
  ].filter(Boolean)
  return (
    <>
      <PageHeader
        title="Account"
        sentence={`${me.name}, ${me.email}: ${roles.join(', ') || 'no role yet'}.`}
        actions={
          <>
            <ChangeName name={me.name} />
            <ChangePassword />
          </>
        }
      />
      <Section title="Sessions" sentence="Browsers you are signed in with. End those you do not know.">
        <SessionTable {...sessions} canRevoke />
      </Section>
      <Section
        title="Management tokens"
        sentence="For your scripts: each may do what its scopes say and you may do, never more."
        actions={<CreateToken canChooseOwner={false} />}
      >
        <TokenTable first={tokens} ownerId={me.id} canRevoke={me.id} />
      </Section>
    </>
  )
}
