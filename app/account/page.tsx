import type { Metadata } from 'next'
import { AccountForm, PasswordForm } from '@/components/account/account-forms'
import { SessionTable } from '@/components/sessions/session-table'
import { CreateToken } from '@/components/tokens/create-token'
import { TokenTable } from '@/components/tokens/token-table'
import { PageHeader } from '@/components/ui/page-header'
import { Section } from '@/components/ui/section'
import { requireActor } from '@/lib/auth/require-actor'
import { getMe } from '@/lib/control/me/me-operations'

export const metadata: Metadata = { title: 'Account' }

/** Who am I here, and where am I signed in? */
export default async function AccountPage() {
  const actor = await requireActor()
  const me = await getMe(actor, {})
  const roles = [
    me.platformRole ? `platform ${me.platformRole}` : '',
    ...me.memberships.map((one) => `${one.role} of ${one.tenantName}`),
  ].filter(Boolean)
  return (
    <>
      <PageHeader title="Account" sentence={`${me.email}: ${roles.join(', ') || 'no role yet'}.`} />
      <div className="grid max-w-3xl gap-10 sm:grid-cols-2">
        <AccountForm name={me.name} />
        <PasswordForm />
      </div>
      <Section title="Sessions" sentence="Browsers you are signed in with. End those you do not know.">
        <SessionTable userId={me.id} canRevoke />
      </Section>
      <Section
        title="Management tokens"
        sentence="For your scripts: each may do what its scopes say and you may do, never more."
        actions={<CreateToken canChooseOwner={false} />}
      >
        <TokenTable ownerId={me.id} canRevoke={me.id} />
      </Section>
    </>
  )
}
