import type { Metadata } from 'next'
import { allOf, type DetailProps, found } from '@/app/page-data'
import { IssueKey } from '@/components/keys/issue-key'
import { keysOf } from '@/components/keys/key-list'
import { KeyTable } from '@/components/keys/key-table'
import { LimitsLeft } from '@/components/limits/limits-left'
import { describeAccepted } from '@/components/products/accepted-words'
import { ProductEnd } from '@/components/products/product-end'
import { Quickstart } from '@/components/quickstart/quickstart'
import { snippetModels } from '@/components/quickstart/snippet-models'
import { rangeQuery } from '@/components/reports/range-links'
import { UsageChart } from '@/components/reports/usage-chart'
import { SubscriptionActions } from '@/components/subscriptions/decide-subscription'
import { Facts } from '@/components/ui/facts'
import { countOf } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { Section } from '@/components/ui/section'
import { StateBadge } from '@/components/ui/state-badge'
import { Time } from '@/components/ui/time'
import { isAllowed } from '@/lib/access/actor'
import { requireActor } from '@/lib/auth/require-actor'
import { controlPorts } from '@/lib/control/control-ports'
import { listKeys } from '@/lib/control/keys/key-queries'
import { getMyUsage } from '@/lib/control/me/my-usage'
import { listModels } from '@/lib/control/models/model-queries'
import { getProduct } from '@/lib/control/products/product-queries'
import { getSubscription } from '@/lib/control/subscriptions/subscription-queries'
import { getUsage } from '@/lib/http/report-queries'

export const metadata: Metadata = { title: 'Subscription' }

const stateSentences: Record<string, string> = {
  submitted: 'An admin decides about it; keys can be issued as soon as it is approved.',
  rejected: 'It was rejected.',
  suspended: 'It is suspended: calls with its keys are refused until an admin resumes it.',
  cancelled: 'It is cancelled; its keys work no more.',
  expired: 'It has expired; its keys work no more.',
}

/** How do I call it, with which key, and what is left? */
export default async function MySubscriptionPage({ params }: DetailProps) {
  const actor = await requireActor('subscriptions.read')
  const { id } = await params
  const subscription = await found(getSubscription(actor, { id }))
  const [product, usage, mine, keys, models] = await Promise.all([
    found(getProduct(actor, { id: subscription.productId })),
    getUsage(actor, { ...rangeQuery('30d', Date.now()), subscriptionId: id }),
    getMyUsage(actor, { subscriptionId: id }),
    isAllowed(actor, 'keys.read') ? listKeys(actor, keysOf(id)) : null,
    allOf(listModels, actor),
  ])
  const isActive = subscription.state === 'active'
  const limits = mine.subscriptions[0]?.limits ?? []
  const taken = new Set(keys?.items.filter((key) => key.state === 'active').map((key) => key.slot))
  const known = keys?.items.find((key) => key.state === 'active' && !key.replacedById)
  const freeSlots = (['primary', 'secondary'] as const).filter((slot) => !taken.has(slot))
  const sentence = isActive
    ? `${countOf(usage.total.calls, 'call')} in the last 30 days to ${product.name}, paid by ${subscription.tenantName}.`
    : `${stateSentences[subscription.state] ?? ''}${subscription.reason ? ` Reason: ${subscription.reason}` : ''}`
  return (
    <>
      <PageHeader
        title={subscription.name}
        badge={<StateBadge state={subscription.state} />}
        sentence={
          <>
            {sentence}
            <ProductEnd product={product} />
          </>
        }
        actions={
          <SubscriptionActions
            subscription={subscription}
            canSuspend={false}
            canCancel={isAllowed(actor, 'subscriptions.cancel')}
          />
        }
      />
      {isActive ? (
        <Section title="Make a call" sentence="Change the base URL and the key; nothing else in your code changes.">
          <Quickstart
            origin={controlPorts().publicUrl}
            subscriptionId={id}
            models={snippetModels(product.models, models)}
            known={known ?? null}
            canIssue={isAllowed(actor, 'keys.create')}
          />
        </Section>
      ) : null}
      {keys && subscription.state !== 'submitted' ? (
        <Section
          title="Keys"
          sentence="Two slots, both valid at the same time, so that one can be replaced while the other is in use."
          actions={
            isActive && isAllowed(actor, 'keys.create') ? (
              <IssueKey subscriptionId={id} freeSlots={freeSlots} models={product.models} />
            ) : null
          }
        >
          <KeyTable
            subscriptionId={id}
            first={keys}
            canRotate={isActive && isAllowed(actor, 'keys.rotate')}
            canRevoke={isAllowed(actor, 'keys.revoke')}
          />
        </Section>
      ) : null}
      {isActive ? (
        <Section title="Limits" sentence="A call must fit into every one of them.">
          <LimitsLeft limits={limits} />
        </Section>
      ) : null}
      <Section title="Details">
        <Facts
          facts={[
            { label: 'Product', value: product.name },
            { label: 'Calls bring', value: describeAccepted(product.accepts) },
            { label: 'Tenant', value: subscription.tenantName },
            { label: 'Models', value: product.models.join(', ') },
            { label: 'Asked by', value: subscription.requestedBy?.name ?? 'unknown' },
            { label: 'Asked', value: <Time value={subscription.createdAt} /> },
            {
              label: 'Decided',
              value: subscription.decidedAt ? (
                <Time value={subscription.decidedAt} />
              ) : subscription.state === 'submitted' ? (
                'not yet'
              ) : (
                'at once'
              ),
            },
            { label: 'Purpose', value: subscription.purpose || 'not said' },
            { label: 'Expected use', value: subscription.expectedUse || 'not said' },
            { label: 'Cost centre', value: subscription.costCentre || 'that of the tenant' },
            { label: 'Ends', value: subscription.expiresAt ? <Time value={subscription.expiresAt} /> : 'never' },
          ]}
        />
      </Section>
      {usage.total.calls > 0 ? (
        <Section title="Usage">
          <UsageChart usage={usage} />
        </Section>
      ) : null}
    </>
  )
}
