import Link from 'next/link'
import { firstPage, found, listWithin, tableOf } from '@/app/page-data'
import type { SearchParams } from '@/components/data-table/table-query'
import { CreateLimit } from '@/components/limits/create-limit'
import { LimitTable } from '@/components/limits/limit-table'
import { ResolvedLimits } from '@/components/limits/resolved-limits'
import { InvitationTable } from '@/components/members/invitation-table'
import { invitationSpec, memberSpec } from '@/components/members/member-list'
import { AddMember, MemberTable } from '@/components/members/member-table'
import { describeCosts } from '@/components/reports/cost-text'
import { rangeQuery } from '@/components/reports/range-links'
import { UsageChart } from '@/components/reports/usage-chart'
import { SubscriptionTable } from '@/components/subscriptions/subscription-table'
import { ArchiveTenant } from '@/components/tenants/archive-tenant'
import { EditTenant } from '@/components/tenants/tenant-dialogs'
import { TenantTable } from '@/components/tenants/tenant-table'
import { ChangeTimeZone } from '@/components/tenants/time-zone-dialog'
import { ZoneHistory } from '@/components/tenants/zone-history'
import { Badge } from '@/components/ui/badge'
import { ButtonLink } from '@/components/ui/button'
import { Facts } from '@/components/ui/facts'
import { countOf } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { Section } from '@/components/ui/section'
import { Time } from '@/components/ui/time'
import { type Actor, isAllowed, isAllowedEverywhere } from '@/lib/access/actor'
import type { Action } from '@/lib/access/permissions'
import { parsePublicId } from '@/lib/base/ids'
import { listLimits } from '@/lib/control/limits/limit-queries'
import { resolveLimits } from '@/lib/control/limits/resolve-limits'
import { listInvitations } from '@/lib/control/members/invitation-operations'
import { listMembers } from '@/lib/control/members/member-operations'
import { listSubscriptions } from '@/lib/control/subscriptions/subscription-queries'
import { getTenant, listTenants } from '@/lib/control/tenants/tenant-queries'
import { getUsage } from '@/lib/http/report-queries'

/** What does this tenant use, who is in it, what holds it back? */
type Props = { actor: Actor; id: string; params: SearchParams; audience: 'admin' | 'portal' }

export async function TenantView({ actor, id, params, audience }: Props) {
  const own = parsePublicId('tenant', id) ?? undefined
  const can = (action: Action) => isAllowed(actor, action, own)
  const tenant = await found(getTenant(actor, { id }))
  const [parent, usage, resolver, subscriptions, members, invitations, below, limits] = await Promise.all([
    tenant.parentId && isAllowedEverywhere(actor, 'tenants.read') ? found(getTenant(actor, { id: tenant.parentId })) : null,
    getUsage(actor, { ...rangeQuery('30d', Date.now()), tenantId: id }),
    can('limits.read') ? resolveLimits(actor, { tenantId: id }) : null,
    tableOf(listSubscriptions, actor, params, { fixed: { tenantId: id }, prefix: 'subs.', defaultSort: '-createdAt' }),
    firstPage(listWithin(listMembers, { id }), actor, params, memberSpec),
    can('members.create') ? firstPage(listWithin(listInvitations, { id }), actor, params, invitationSpec) : undefined,
    tenant.childCount === 0
      ? null
      : tableOf(listTenants, actor, params, { fixed: { parentId: id }, prefix: 'below.', defaultSort: 'name' }),
    tableOf(listLimits, actor, params, { fixed: { tenantId: id }, prefix: 'limits.', defaultSort: 'name' }),
  ])
  return (
    <>
      <PageHeader
        title={tenant.name}
        badge={tenant.archivedAt ? <Badge>archived</Badge> : null}
        sentence={`Spent ${describeCosts(usage.total.costs)} on ${countOf(usage.total.calls, 'call')} in the last 30 days; cost centre ${tenant.costCentre}.`}
        actions={
          <>
            {can('tenants.update') ? <EditTenant tenant={tenant} /> : null}
            {can('tenants.delete') && !tenant.archivedAt ? <ArchiveTenant tenant={tenant} /> : null}
          </>
        }
      />
      <UsageChart usage={usage} />
      <Section title="Details">
        <Facts
          facts={[
            { label: 'Cost centre', value: tenant.costCentre },
            { label: 'Currency', value: tenant.currency },
            {
              label: 'Time zone',
              value: (
                <>
                  <span className="flex flex-wrap items-center gap-2">
                    {tenant.timeZone}
                    {can('tenants.update') ? <ChangeTimeZone tenant={tenant} /> : null}
                  </span>
                  {tenant.timeZones.length > 1 ? <ZoneHistory tenant={tenant} /> : null}
                </>
              ),
            },
            { label: 'Regions', value: tenant.regions.join(', ') || 'any' },
            {
              label: 'Parent',
              value: parent ? (
                <Link className="hover:underline" href={`/${audience}/tenants/${parent.id}`}>
                  {parent.name}
                </Link>
              ) : tenant.parentId ? (
                'one you may not see'
              ) : (
                'none'
              ),
            },
            { label: 'Below it', value: countOf(tenant.childCount, 'tenant') },
            { label: 'Created', value: <Time value={tenant.createdAt} /> },
            { label: 'Id', value: <code className="text-sm">{tenant.id}</code> },
          ]}
        />
      </Section>
      <Section title="Subscriptions" sentence="What it may use.">
        <SubscriptionTable {...subscriptions} audience={audience} canDecide={can('subscriptions.decide')} />
      </Section>
      <Section
        title="Members"
        sentence="Who may act for it."
        actions={can('members.create') ? <AddMember tenantId={tenant.id} tenantName={tenant.name} /> : null}
      >
        <MemberTable tenantId={id} tenantName={tenant.name} first={members} canEdit={can('members.update')} />
      </Section>
      {can('members.create') ? (
        <Section title="Invitations" sentence="Who has been sent a link and has not come yet.">
          <InvitationTable tenantId={id} first={invitations} canEdit />
        </Section>
      ) : null}
      {below ? (
        <Section title="Below it" sentence="What these use counts against its limits, too.">
          <TenantTable {...below} audience={audience} />
        </Section>
      ) : null}
      {resolver ? (
        <Section
          title="Limits in force"
          sentence={`${countOf(resolver.limits.length, 'limit holds', 'limits hold')} its calls, wherever they are set; the fullest first.`}
          actions={
            audience === 'admin' ? (
              <ButtonLink href={`/admin/limits/resolver?tenantId=${id}`}>Why is it refused?</ButtonLink>
            ) : null
          }
        >
          <ResolvedLimits
            limits={resolver.limits}
            canEdit={isAllowedEverywhere(actor, 'limits.update')}
            canRaise={can('limits.raise')}
            canReset={can('limits.reset')}
          />
        </Section>
      ) : null}
      <Section
        title="Limits of its own"
        sentence="What was set for it; the limits of its products and of the platform come on top."
        actions={
          can('limits.create') ? <CreateLimit scope={{ tenantId: id }} canSeeUsers={isAllowed(actor, 'users.read')} /> : null
        }
      >
        <LimitTable
          {...limits}
          canEdit={can('limits.update')}
          canRaise={can('limits.raise')}
          canReset={can('limits.reset')}
          isOwner={!isAllowedEverywhere(actor, 'limits.update')}
        />
      </Section>
    </>
  )
}
