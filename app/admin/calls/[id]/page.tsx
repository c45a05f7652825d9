import type { Metadata } from 'next'
import { callParts } from '@/app/call-parts'
import { allOf, type DetailProps, found } from '@/app/page-data'
import { CallDetails } from '@/components/calls/call-detail'
import { describeCall } from '@/components/calls/words'
import { PageHeader } from '@/components/ui/page-header'
import { StateBadge } from '@/components/ui/state-badge'
import { isAllowed } from '@/lib/access/actor'
import { requireActor } from '@/lib/auth/require-actor'
import { parsePublicId } from '@/lib/base/ids'
import { listBackends } from '@/lib/control/backends/backend-queries'
import { getCall } from '@/lib/control/calls/call-queries'

export const metadata: Metadata = { title: 'Call' }

/** Why was this call refused, routed there, priced so? */
export default async function CallPage({ params }: DetailProps) {
  const actor = await requireActor('calls.read')
  const call = await found(getCall(actor, { id: (await params).id }))
  const backends = isAllowed(actor, 'backends.read') ? await allOf(listBackends, actor) : []
  const names = new Map(backends.map((backend) => [parsePublicId('backend', backend.id) ?? '', backend.name]))
  return (
    <>
      <PageHeader
        title={<span className="font-mono text-lg">{call.id}</span>}
        badge={<StateBadge state={call.outcome} />}
        sentence={describeCall(call)}
      />
      <CallDetails call={call} {...(await callParts(actor, call))} isAdmin backendNames={names} />
    </>
  )
}
