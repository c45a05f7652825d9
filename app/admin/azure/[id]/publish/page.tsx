import type { Metadata } from 'next'
import { InstanceHead } from '@/app/admin/azure/[id]/instance-head'
import { type DetailProps, firstPage, found, listWithin } from '@/app/page-data'
import { ChooseApis } from '@/components/azure/choose-apis'
import { PublishHistory } from '@/components/azure/publish-history'
import { PublishPanel } from '@/components/azure/publish-panel'
import { Section } from '@/components/ui/section'
import { isAllowed } from '@/lib/access/actor'
import { requireActor } from '@/lib/auth/require-actor'
import { getAzureInstance } from '@/lib/azure/instances/instance-operations'
import { listAzurePublishes } from '@/lib/azure/publish/publish-operations'

export const metadata: Metadata = { title: 'Publish' }

/** What would this instance be told, and what was it told? */
export default async function AzurePublishPage({ params, searchParams }: DetailProps) {
  const actor = await requireActor('azure.read')
  const { id } = await params
  const instance = await found(getAzureInstance(actor, { id }))
  const spec = { defaultSort: '-createdAt', prefix: 'h_' }
  const list = listWithin(listAzurePublishes, { id })
  const first = await firstPage(list, actor, await searchParams, spec)
  const canPublish = isAllowed(actor, 'azure.publish')
  const last = first?.page.items[0]
  const apis = instance.publishApis.length > 0 ? instance.publishApis.join(', ') : 'an API of our own'
  return (
    <>
      <InstanceHead
        instance={instance}
        view="publish"
        sentence={
          last
            ? `Last time ${last.counts.done + last.counts.reverted} of ${last.writes.length} writes were made; products go to ${apis}.`
            : `Nothing was published to it yet; products would go to ${apis}.`
        }
        actions={isAllowed(actor, 'azure.update') ? <ChooseApis instance={instance} /> : null}
      />
      <Section
        title="What would be written"
        sentence="Published products with their limits, backends, pools and subscriptions. Policy outside our marks is never touched, keys are never sent."
      >
        <PublishPanel instanceId={id} name={instance.name} canPublish={canPublish} />
      </Section>
      <Section title="What was written" sentence="Newest first. What was there before is kept, without secrets.">
        <PublishHistory instanceId={id} first={first} canPublish={canPublish} />
      </Section>
    </>
  )
}
