import type { ComponentProps } from 'react'
import { orNull } from '@/app/page-data'
import { CallDetails } from '@/components/calls/call-detail'
import { describeCall } from '@/components/calls/words'
import { PageHeader } from '@/components/ui/page-header'
import { StateBadge } from '@/components/ui/state-badge'
import type { Actor } from '@/lib/access/actor'
import type { CallDetail } from '@/lib/contracts/call'
import { getLimit } from '@/lib/control/limits/limit-queries'
import { getPrice } from '@/lib/control/prices/price-operations'

type CallViewProps = Omit<ComponentProps<typeof CallDetails>, 'limit' | 'price'> & { actor: Actor; call: CallDetail }

/** A call's page, whoever reads it: how it ended, then the limit and the price it was decided by as they are now, where the reader may see them. */
export async function CallView({ actor, call, ...view }: CallViewProps) {
  const [limit, price] = await Promise.all([
    call.limitId ? orNull(getLimit(actor, { id: call.limitId })) : null,
    call.priceId ? orNull(getPrice(actor, { id: call.priceId })) : null,
  ])
  return (
    <>
      <PageHeader
        title={<span className="font-mono text-lg">{call.id}</span>}
        badge={<StateBadge state={call.outcome} />}
        sentence={describeCall(call)}
      />
      <CallDetails call={call} limit={limit} price={price} {...view} />
    </>
  )
}
