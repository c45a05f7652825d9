import type { Metadata } from 'next'
import { InstanceHead } from '@/app/admin/azure/[id]/instance-head'
import { type DetailProps, found } from '@/app/page-data'
import { DriftList } from '@/components/azure/drift-list'
import { countOf } from '@/components/ui/number-text'
import { Time } from '@/components/ui/time'
import { isAllowed } from '@/lib/access/actor'
import { requireActor } from '@/lib/auth/require-actor'
import { getAzureDrift } from '@/lib/azure/drift/drift-operations'
import { getAzureInstance } from '@/lib/azure/instances/instance-operations'

export const metadata: Metadata = { title: 'Drift' }

/** Does API Management still hold what is here? */
export default async function AzureDriftPage({ params }: DetailProps) {
  const actor = await requireActor('azure.read')
  const { id } = await params
  const [instance, drift] = await Promise.all([found(getAzureInstance(actor, { id })), found(getAzureDrift(actor, { id }))])
  const canResolve = isAllowed(actor, 'azure.publish') && isAllowed(actor, 'azure.fetch')
  return (
    <>
      <InstanceHead
        instance={instance}
        view="drift"
        sentence={
          drift.checkedAt ? (
            <>
              {countOf(drift.items.length, 'thing differs', 'things differ')} from what is here, compared{' '}
              <Time value={drift.checkedAt} style="ago" />. What was published or brought over is compared every six hours.
            </>
          ) : (
            'It has not been compared with what is here yet.'
          )
        }
      />
      <DriftList instanceId={id} initial={drift} canResolve={canResolve} />
    </>
  )
}
