import type { Metadata } from 'next'
import { allOf, firstPage, type PageProps } from '@/app/page-data'
import { subscriptionSpec } from '@/components/subscriptions/subscription-list'
import { SubscriptionTable } from '@/components/subscriptions/subscription-table'
import { ButtonLink } from '@/components/ui/button'
import { countOf } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { isAllowed } from '@/lib/access/actor'
import { requireActor } from '@/lib/auth/require-actor'
import { listSubscriptions } from '@/lib/control/subscriptions/subscription-queries'

export const metadata: Metadata = { title: 'Subscriptions' }

/** Who waits for a decision, and who may use what? */
export default async function SubscriptionsPage({ searchParams }: PageProps) {
  const actor = await requireActor('subscriptions.read')
  const [first, waiting] = await Promise.all([
    firstPage(listSubscriptions, actor, await searchParams, subscriptionSpec),
    allOf(listSubscriptions, actor, { state: 'submitted' }),
  ])
  const sentence =
    waiting.length === 0
      ? 'No request waits for a decision.'
      : `${countOf(waiting.length, 'request waits', 'requests wait')} for a decision.`
  return (
    <>
      <PageHeader
        title="Subscriptions"
        sentence={sentence}
        actions={waiting.length > 0 ? <ButtonLink href="/admin/approvals">Decide</ButtonLink> : null}
      />
      <SubscriptionTable first={first} canDecide={isAllowed(actor, 'subscriptions.decide')} />
    </>
  )
}
