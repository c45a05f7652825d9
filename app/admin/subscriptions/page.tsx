import type { Metadata } from 'next'
import { firstPage, type PageProps } from '@/app/page-data'
import { subscriptionSpec } from '@/components/subscriptions/subscription-list'
import { SubscriptionTable } from '@/components/subscriptions/subscription-table'
import { ButtonLink } from '@/components/ui/button'
import { countOf } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { isAllowed } from '@/lib/access/actor'
import { requireActor } from '@/lib/auth/require-actor'
import { listSubscriptions } from '@/lib/control/subscriptions/subscription-queries'
import { getSubscriptionSummary } from '@/lib/control/subscriptions/subscription-summary'

export const metadata: Metadata = { title: 'Subscriptions' }

/** Who waits for a decision, and who may use what? */
export default async function SubscriptionsPage({ searchParams }: PageProps) {
  const actor = await requireActor('subscriptions.read')
  const [first, { active, waiting, suspended }] = await Promise.all([
    firstPage(listSubscriptions, actor, await searchParams, subscriptionSpec),
    getSubscriptionSummary(actor, {}),
  ])
  const also = [
    waiting > 0 ? `${countOf(waiting, 'request waits', 'requests wait')} for a decision` : 'no request waits',
    suspended > 0 ? `${countOf(suspended, 'is', 'are')} suspended` : '',
  ].filter(Boolean)
  return (
    <>
      <PageHeader
        title="Subscriptions"
        sentence={`${[countOf(active, 'subscription is active', 'subscriptions are active'), ...also].join('; ')}.`}
        actions={
          waiting > 0 && isAllowed(actor, 'subscriptions.decide') ? <ButtonLink href="/admin/approvals">Decide</ButtonLink> : null
        }
      />
      <SubscriptionTable first={first} canDecide={isAllowed(actor, 'subscriptions.decide')} />
    </>
  )
}
