import type { Metadata } from 'next'
import { CallView } from '@/app/call-view'
import { allOf, type DetailProps, found } from '@/app/page-data'
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
  return <CallView actor={actor} call={call} isAdmin backendNames={names} />
}
