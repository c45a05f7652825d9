import type { Metadata } from 'next'
import { CallView } from '@/app/call-view'
import { type DetailProps, found } from '@/app/page-data'
import { requireActor } from '@/lib/auth/require-actor'
import { getCall } from '@/lib/control/calls/call-queries'

export const metadata: Metadata = { title: 'Call' }

/** What did this call cost, and why so much? */
export default async function FinanceCallPage({ params }: DetailProps) {
  const actor = await requireActor('calls.read')
  const call = await found(getCall(actor, { id: (await params).id }))
  return <CallView actor={actor} call={call} isAdmin={false} opensSubscription={false} />
}
