import type { Metadata } from 'next'
import { allOf, firstPage, listWithin, type PageProps } from '@/app/page-data'
import { teamKeysOf } from '@/components/keys/key-list'
import { TeamKeysTable } from '@/components/keys/team-keys-table'
import { InvitationTable } from '@/components/members/invitation-table'
import { invitationSpec, memberSpec } from '@/components/members/member-list'
import { AddMember, MemberTable } from '@/components/members/member-table'
import { AddServiceAccount } from '@/components/members/service-accounts'
import { EmptyState } from '@/components/ui/empty-state'
import { countOf } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { Section } from '@/components/ui/section'
import { ViewLinks } from '@/components/ui/view-links'
import { isAllowed } from '@/lib/access/actor'
import { requireActor } from '@/lib/auth/require-actor'
import { parsePublicId } from '@/lib/base/ids'
import { listKeys } from '@/lib/control/keys/key-queries'
import { listInvitations } from '@/lib/control/members/invitation-operations'
import { listMembers } from '@/lib/control/members/member-operations'
import { listTenants } from '@/lib/control/tenants/tenant-queries'

export const metadata: Metadata = { title: 'Team' }

/** Who works with me here, as what, and whose keys are these? */
export default async function TeamPage({ searchParams }: PageProps) {
  const actor = await requireActor('members.read')
  const tenants = await allOf(listTenants, actor)
  const asked = await searchParams
  const chosen = tenants.find(({ id }) => id === asked.tenant) ?? tenants[0]
  if (!chosen) {
    return (
      <>
        <PageHeader title="Team" sentence="You are in no tenant yet." />
        <EmptyState title="No team yet" advice="Ask an owner to add you to their tenant." />
      </>
    )
  }
  const { id } = chosen
  const own = parsePublicId('tenant', id) ?? undefined
  const canInvite = isAllowed(actor, 'members.create', own)
  const [{ items: members }, firstMembers, firstInvitations, firstKeys] = await Promise.all([
    listMembers(actor, { id, limit: 1000 }),
    firstPage(listWithin(listMembers, { id }), actor, asked, memberSpec),
    canInvite ? firstPage(listWithin(listInvitations, { id }), actor, asked, invitationSpec) : undefined,
    firstPage(listKeys, actor, asked, teamKeysOf(id)),
  ])
  const keys = members.reduce((sum, { keyCount }) => sum + keyCount, 0)
  return (
    <>
      <PageHeader
        title="Team"
        sentence={`${countOf(members.length, 'member')} of ${chosen.name}, who have issued ${countOf(keys, 'valid key')}.`}
        actions={
          canInvite ? (
            <>
              <AddServiceAccount tenantId={chosen.id} tenantName={chosen.name} />
              <AddMember tenantId={chosen.id} tenantName={chosen.name} />
            </>
          ) : null
        }
      />
      {tenants.length > 1 ? (
        <ViewLinks
          label="Tenants"
          views={tenants.map(({ id, name }) => ({
            href: `/portal/team?tenant=${id}`,
            title: name,
            isCurrent: id === chosen.id,
          }))}
        />
      ) : null}
      <MemberTable
        key={chosen.id}
        tenantId={chosen.id}
        tenantName={chosen.name}
        first={firstMembers}
        canEdit={isAllowed(actor, 'members.update', own)}
      />
      {canInvite ? (
        <Section title="Invitations" sentence="Who has been sent a link and has not come yet.">
          <InvitationTable key={chosen.id} tenantId={chosen.id} first={firstInvitations} canEdit />
        </Section>
      ) : null}
      <Section
        title="When somebody leaves"
        sentence="They lose sight of the tenant with their next click, and their management tokens lose its rights. Keys belong to the subscription, not to the person: they go on working, so that no application stops. Rotate those they have seen."
      >
        <TeamKeysTable
          key={chosen.id}
          tenantId={chosen.id}
          first={firstKeys}
          members={Object.fromEntries(members.map(({ userId, name }) => [userId, name]))}
          canEdit={isAllowed(actor, 'keys.update', own)}
          canRotate={isAllowed(actor, 'keys.rotate', own)}
          canRevoke={isAllowed(actor, 'keys.revoke', own)}
        />
      </Section>
    </>
  )
}
