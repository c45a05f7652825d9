import type { Metadata } from 'next'
import { allOf, firstPage, type PageProps } from '@/app/page-data'
import { ConnectInstance } from '@/components/azure/instance-dialogs'
import { InstanceTable } from '@/components/azure/instance-table'
import { countOf } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { isAllowed } from '@/lib/access/actor'
import { requireActor } from '@/lib/auth/require-actor'
import { listAzureInstances } from '@/lib/azure/instances/instance-operations'

export const metadata: Metadata = { title: 'Azure API Management' }

/** Which API Management instances are connected, and do they still agree with what is here? */
export default async function AzurePage({ searchParams }: PageProps) {
  const actor = await requireActor('azure.read')
  const [first, all] = await Promise.all([
    firstPage(listAzureInstances, actor, await searchParams, { defaultSort: 'name' }),
    allOf(listAzureInstances, actor),
  ])
  const read = all.filter(({ lastRead }) => lastRead?.state === 'done').length
  const drifting = all.filter(({ driftCount }) => (driftCount ?? 0) > 0).length
  const drift = drifting > 0 ? ` ${countOf(drifting, 'differs', 'differ')} from what is here.` : ''
  return (
    <>
      <PageHeader
        title="Azure API Management"
        sentence={`${countOf(all.length, 'instance is', 'instances are')} connected, ${read} of them read.${drift}`}
        actions={isAllowed(actor, 'azure.create') ? <ConnectInstance /> : null}
      />
      <InstanceTable first={first} />
    </>
  )
}
