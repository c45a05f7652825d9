import type { Metadata } from 'next'
import { callParts } from '@/app/call-parts'
import { type DetailProps, found } from '@/app/page-data'
import { CallDetails } from '@/components/calls/call-detail'
import { describeCall } from '@/components/calls/words'
import { PageHeader } from '@/components/ui/page-header'
import { StateBadge } from '@/components/ui/state-badge'
import { requireActor } from '@/lib/auth/require-actor'
import { getCall } from '@/lib/control/calls/call-queries'

export const metadata: Metadata = { title: 'Call' }

/** What did this call cost, and why so much? */
export default async function FinanceCallPage({ params }: DetailProps) {
  const actor = await requireActor('calls.read')
  const call = await found(getCall(actor, { id: (await params).id }))
  return (
    <>
      <PageHeader
        title={<span className="font-mono text-lg">{call.id}</span>}
        badge={<StateBadge state={call.outcome} />}
        sentence={describeCall(call)}
      />
      <CallDetails call={call} {...(await callParts(actor, call))} isAdmin={false} opensSubscription={false} />
    </>
  )
}
