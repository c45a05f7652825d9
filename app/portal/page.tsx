import type { Metadata } from 'next'
import Link from 'next/link'
import { allOf } from '@/app/page-data'
import { LimitsLeft } from '@/components/limits/limits-left'
import { ButtonLink } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { countOf } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { StateBadge } from '@/components/ui/state-badge'
import { requireActor } from '@/lib/auth/require-actor'
import { getMyUsage } from '@/lib/control/me/my-usage'
import { listSubscriptions } from '@/lib/control/subscriptions/subscription-queries'

export const metadata: Metadata = { title: 'My subscriptions' }

/** What may I call, and how much is left? */
export default async function PortalPage() {
  const actor = await requireActor('subscriptions.read')
  const [subscriptions, usage] = await Promise.all([
    allOf(listSubscriptions, actor, { sort: '-createdAt' }),
    getMyUsage(actor, {}),
  ])
  const limitsOf = new Map(usage.subscriptions.map((row) => [row.subscription.id, row.limits]))
  const active = subscriptions.filter((subscription) => subscription.state === 'active')
  const waiting = subscriptions.filter((subscription) => subscription.state === 'submitted')
  return (
    <>
      <PageHeader
        title="My subscriptions"
        sentence={`${countOf(active.length, 'active subscription')}${waiting.length > 0 ? `; ${countOf(waiting.length, 'request waits', 'requests wait')} for approval` : ''}.`}
        actions={
          <ButtonLink href="/portal/catalog" look="primary">
            Find a product
          </ButtonLink>
        }
      />
      {subscriptions.length === 0 ? (
        <EmptyState
          title="No subscriptions yet"
          advice="Choose a product in the catalog and subscribe to it; then you can issue a key and call its models."
          action={<ButtonLink href="/portal/catalog">Open the catalog</ButtonLink>}
        />
      ) : null}
      <ul className="divide-y divide-line border-y border-line empty:hidden">
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
    </>
  )
}

function describeNext({ state, keyCount, reason }: { state: string; keyCount: number; reason: string | null }): string {
  if (state === 'submitted') return 'An admin decides about it.'
  if (state === 'active') return keyCount === 0 ? 'No key yet: open it and issue one.' : countOf(keyCount, 'valid key')
  return reason ? `Reason: ${reason}` : ''
}
