import type { Metadata } from 'next'
import Link from 'next/link'
import { firstPage, type PageProps } from '@/app/page-data'
import { LimitsLeft } from '@/components/limits/limits-left'
import { NeedsList } from '@/components/portal/needs-list'
import { needsOf } from '@/components/portal/needs-me'
import { Welcome } from '@/components/settings/welcome'
import { Announcement } from '@/components/status/announcement'
import { subscriptionSpec } from '@/components/subscriptions/subscription-list'
import { SubscriptionTable } from '@/components/subscriptions/subscription-table'
import { ButtonLink } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { countOf } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { Section } from '@/components/ui/section'
import { StateBadge } from '@/components/ui/state-badge'
import { isAllowed } from '@/lib/access/actor'
import { requireActor } from '@/lib/auth/require-actor'
import { controlPorts } from '@/lib/control/control-ports'
import { listKeys } from '@/lib/control/keys/key-queries'
import { getMyUsage } from '@/lib/control/me/my-usage'
import { readBranding } from '@/lib/control/settings/branding-settings'
import { listSubscriptions } from '@/lib/control/subscriptions/subscription-queries'
import { getSubscriptionSummary } from '@/lib/control/subscriptions/subscription-summary'

export const metadata: Metadata = { title: 'My subscriptions' }

/** More than a screen of them is a table. */
const MOST = 30

/** What may I call, and how much is left? */
export default async function PortalPage({ searchParams }: PageProps) {
  const actor = await requireActor('subscriptions.read')
  const [{ items: subscriptions, nextCursor }, { active, waiting }, usage, branding, keys] = await Promise.all([
    listSubscriptions(actor, { sort: '-createdAt', limit: MOST }),
    getSubscriptionSummary(actor, {}),
    getMyUsage(actor, {}),
    readBranding(controlPorts().db),
    isAllowed(actor, 'keys.read') ? listKeys(actor, { endsWithinDays: 30, limit: MOST }) : null,
  ])
  const all = nextCursor ? await firstPage(listSubscriptions, actor, await searchParams, subscriptionSpec) : undefined
  const nowMs = controlPorts().clock.now()
  const needs = needsOf({ subscriptions, keys: keys?.items ?? [], usage, nowMs })
  const limitsOf = new Map(usage.subscriptions.map((row) => [row.subscription.id, row.limits]))
  return (
    <>
      <PageHeader
        title="My subscriptions"
        sentence={`${countOf(active, 'active subscription')}${waiting > 0 ? `; ${countOf(waiting, 'request waits', 'requests wait')} for approval` : ''}.`}
        actions={
          <ButtonLink href="/portal/catalog" look="primary">
            Find a product
          </ButtonLink>
        }
      />
      <Announcement branding={branding} nowMs={nowMs} />
      <Welcome branding={branding} />
      <NeedsList needs={needs} />
      {subscriptions.length === 0 ? (
        <EmptyState
          title="No subscriptions yet"
          advice="Choose a product in the catalog and subscribe to it; then you can issue a key and call its models."
          action={<ButtonLink href="/portal/catalog">Open the catalog</ButtonLink>}
        />
      ) : null}
      <ul aria-label="My subscriptions" className="mt-8 divide-y divide-line border-y border-line empty:hidden">
        {subscriptions.map((subscription) => (
          <li key={subscription.id} className="grid gap-x-8 gap-y-3 py-5 lg:grid-cols-[18rem_1fr]">
            <div className="min-w-0">
              <h2 className="flex flex-wrap items-center gap-2 text-lg font-semibold">
                <Link href={`/portal/subscriptions/${subscription.id}`} className="[overflow-wrap:anywhere] hover:underline">
                  {subscription.name}
                </Link>
                <StateBadge state={subscription.state} />
              </h2>
              <p className="text-ink-muted">
                {subscription.productName} for {subscription.tenantName}
              </p>
              <p className="text-sm text-ink-muted">{describeNext(subscription)}</p>
            </div>
            {subscription.state === 'active' || subscription.state === 'suspended' ? (
              <LimitsLeft limits={limitsOf.get(subscription.id) ?? []} />
            ) : null}
          </li>
        ))}
      </ul>
      {nextCursor ? (
        <Section title="All of them" sentence={`The ${MOST} newest are above.`}>
          <SubscriptionTable first={all} audience="portal" canDecide={false} />
        </Section>
      ) : null}
    </>
  )
}

function describeNext({ state, keyCount, reason }: { state: string; keyCount: number; reason: string | null }): string {
  if (state === 'submitted') return 'An admin decides about it.'
  if (state === 'active') return keyCount === 0 ? 'No key yet: open it and issue one.' : countOf(keyCount, 'valid key')
  return reason ? `Reason: ${reason}` : ''
}
