import type { Metadata } from 'next'
import Link from 'next/link'
import { type DetailProps, found, tableOf } from '@/app/page-data'
import { CallTable } from '@/components/calls/call-table'
import { keysOf } from '@/components/keys/key-list'
import { KeyTable } from '@/components/keys/key-table'
import { CreateLimit } from '@/components/limits/create-limit'
import { LimitTable } from '@/components/limits/limit-table'
import { rangeQuery } from '@/components/reports/range-links'
import { UsageChart } from '@/components/reports/usage-chart'
import { DecideSubscription, SubscriptionActions } from '@/components/subscriptions/decide-subscription'
import { Facts } from '@/components/ui/facts'
import { countOf } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { Section } from '@/components/ui/section'
import { StateBadge } from '@/components/ui/state-badge'
import { Time } from '@/components/ui/time'
import { isAllowed } from '@/lib/access/actor'
import { requireActor } from '@/lib/auth/require-actor'
import { listCalls } from '@/lib/control/calls/call-queries'
import { listKeys } from '@/lib/control/keys/key-queries'
import { listLimits } from '@/lib/control/limits/limit-queries'
import { getSubscription } from '@/lib/control/subscriptions/subscription-queries'
import { getUsage } from '@/lib/http/report-queries'

export const metadata: Metadata = { title: 'Subscription' }

/** What is this subscription used for, and by which keys? */
export default async function SubscriptionPage({ params, searchParams }: DetailProps) {
  const actor = await requireActor('subscriptions.read')
  const { id } = await params
  const subscription = await found(getSubscription(actor, { id }))
  const asked = await searchParams
  const [usage, keys, limits, calls] = await Promise.all([
    getUsage(actor, { ...rangeQuery('30d', Date.now()), subscriptionId: id }),
    isAllowed(actor, 'keys.read') ? listKeys(actor, keysOf(id)) : null,
    tableOf(listLimits, actor, asked, { fixed: { subscriptionId: id }, prefix: 'limits.', defaultSort: 'name' }),
    tableOf(listCalls, actor, asked, { fixed: { subscriptionId: id, limit: 20 }, prefix: 'calls.' }),
  ])
  return (
    <>
      <PageHeader
        title={subscription.name}
        badge={<StateBadge state={subscription.state} />}
        sentence={`${countOf(usage.total.calls, 'call')} in the last 30 days with ${countOf(subscription.keyCount, 'valid key')}.`}
        actions={
          <>
            {isAllowed(actor, 'subscriptions.decide') && subscription.state === 'submitted' ? (
              <DecideSubscription subscription={subscription} />
            ) : null}
            <SubscriptionActions
              subscription={subscription}
              canSuspend={isAllowed(actor, 'subscriptions.suspend')}
              canCancel={isAllowed(actor, 'subscriptions.cancel')}
            />
          </>
        }
      />
      {usage.total.calls > 0 ? <UsageChart usage={usage} /> : null}
      <Section title="Details">
        <Facts
          facts={[
            {
              label: 'Tenant',
              value: (
                <Link className="hover:underline" href={`/admin/tenants/${subscription.tenantId}`}>
                  {subscription.tenantName}
                </Link>
              ),
            },
            {
              label: 'Product',
              value: (
                <Link className="hover:underline" href={`/admin/products/${subscription.productId}`}>
                  {subscription.productName}
                </Link>
              ),
            },
            { label: 'Asked by', value: subscription.requestedBy?.name ?? 'unknown' },
            { label: 'Asked', value: <Time value={subscription.createdAt} /> },
            {
              label: 'Decided by',
              value:
                subscription.decidedBy?.name ??
                (subscription.state === 'submitted' ? 'nobody yet' : 'nobody: no approval needed'),
            },
            { label: 'Reason', value: subscription.reason ?? 'none' },
            { label: 'Purpose', value: subscription.purpose || 'not said' },
            { label: 'Expected use', value: subscription.expectedUse || 'not said' },
            { label: 'Cost centre', value: subscription.costCentre || 'that of the tenant' },
            {
              label: 'Terms',
              value: subscription.terms ? (
                <>
                  version {subscription.terms.version}, accepted by {subscription.terms.acceptedBy?.name ?? 'nobody by name'},{' '}
                  <Time value={subscription.terms.acceptedAt} />
                </>
              ) : (
                'none to accept'
              ),
            },
            { label: 'Ends', value: subscription.expiresAt ? <Time value={subscription.expiresAt} /> : 'never' },
          ]}
        />
      </Section>
      {keys ? (
        <Section title="Keys" sentence="How each begins and ends; the rest is not kept.">
          <KeyTable
            subscriptionId={id}
            first={keys}
            canEdit={isAllowed(actor, 'keys.update')}
            canRotate={isAllowed(actor, 'keys.rotate')}
            canRevoke={isAllowed(actor, 'keys.revoke')}
          />
        </Section>
      ) : null}
      <Section
        title="Limits of its own"
        actions={
          isAllowed(actor, 'limits.create') ? (
            <CreateLimit scope={{ tenantId: subscription.tenantId, productId: subscription.productId, subscriptionId: id }} />
          ) : null
        }
      >
        <LimitTable
          {...limits}
          canEdit={isAllowed(actor, 'limits.update')}
          canRaise={isAllowed(actor, 'limits.raise')}
          canReset={isAllowed(actor, 'limits.reset')}
        />
      </Section>
      <Section title="Latest calls">
        <CallTable base="/admin/calls" {...calls} />
      </Section>
    </>
  )
}
