import Link from 'next/link'
import { found } from '@/app/page-data'
import { CreateLimit } from '@/components/limits/create-limit'
import { LimitTable } from '@/components/limits/limit-table'
import { AddMember, MemberTable } from '@/components/members/member-table'
import { describeCosts } from '@/components/reports/cost-text'
import { rangeQuery } from '@/components/reports/range-links'
import { UsageChart } from '@/components/reports/usage-chart'
import { SubscriptionTable } from '@/components/subscriptions/subscription-table'
import { ArchiveTenant } from '@/components/tenants/archive-tenant'
import { EditTenant } from '@/components/tenants/tenant-form'
import { Badge } from '@/components/ui/badge'
import { Facts } from '@/components/ui/facts'
import { countOf } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { Section } from '@/components/ui/section'
import { Time } from '@/components/ui/time'
import { type Actor, isAllowed, isAllowedEverywhere } from '@/lib/access/actor'
import type { Action } from '@/lib/access/permissions'
import { parsePublicId } from '@/lib/base/ids'
import { getTenant } from '@/lib/control/tenants/tenant-queries'
import { getUsage } from '@/lib/http/report-queries'

/** What does this tenant use, who is in it, what holds it back? */
type Props = { actor: Actor; id: string; audience: 'admin' | 'portal' }

export async function TenantView({ actor, id, audience }: Props) {
  const own = parsePublicId('tenant', id) ?? undefined
  const can = (action: Action) => isAllowed(actor, action, own)
  const tenant = await found(getTenant(actor, { id }))
  const [parent, usage] = await Promise.all([
    tenant.parentId && isAllowedEverywhere(actor, 'tenants.read') ? found(getTenant(actor, { id: tenant.parentId })) : null,
    getUsage(actor, { ...rangeQuery('30d', Date.now()), tenantId: id }),
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
            { label: 'Time zone', value: tenant.timeZone },
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
        <SubscriptionTable
          audience={audience}
          spec={{ fixed: { tenantId: id }, prefix: 'subs.', defaultSort: '-createdAt' }}
          canDecide={can('subscriptions.decide')}
        />
      </Section>
      <Section
        title="Members"
        sentence="Who may act for it."
        actions={can('members.create') ? <AddMember tenantId={tenant.id} tenantName={tenant.name} /> : null}
      >
        <MemberTable tenantId={tenant.id} tenantName={tenant.name} canEdit={can('members.update')} />
      </Section>
      <Section
        title="Limits"
        sentence="What holds it, besides the limits of its products and of the platform."
        actions={can('limits.create') ? <CreateLimit scope={{ tenantId: id }} /> : null}
      >
        <LimitTable
          spec={{ fixed: { tenantId: id }, prefix: 'limits.', defaultSort: 'name' }}
          canEdit={can('limits.update')}
          canRaise={can('limits.raise')}
          canReset={can('limits.reset')}
          isOwner={!isAllowedEverywhere(actor, 'limits.update')}
        />
      </Section>
    </>
  )
}
