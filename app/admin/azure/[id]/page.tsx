import type { Metadata } from 'next'
import { InstanceHead } from '@/app/admin/azure/[id]/instance-head'
import { type DetailProps, firstPage, found, listWithin } from '@/app/page-data'
import { EntityTable } from '@/components/azure/entity-table'
import { EditInstance } from '@/components/azure/instance-dialogs'
import { ReadProgress } from '@/components/azure/read-progress'
import { TestInstance } from '@/components/azure/test-instance'
import { describeCredential, kindTitles } from '@/components/azure/words'
import { DeleteButton } from '@/components/ui/delete-button'
import { Facts } from '@/components/ui/facts'
import { countOf } from '@/components/ui/number-text'
import { Section } from '@/components/ui/section'
import { Time } from '@/components/ui/time'
import { ViewLinks } from '@/components/ui/view-links'
import { isAllowed } from '@/lib/access/actor'
import { requireActor } from '@/lib/auth/require-actor'
import { getAzureInstance } from '@/lib/azure/instances/instance-operations'
import { listAzureEntities } from '@/lib/azure/read/estate-rows'
import type { AzureInstance } from '@/lib/contracts/azure-instance'
import { azureEstateKinds } from '@/lib/contracts/azure-words'

export const metadata: Metadata = { title: 'API Management instance' }

/** What is in this instance? */
export default async function AzureInstancePage({ params, searchParams }: DetailProps) {
  const actor = await requireActor('azure.read')
  const { id } = await params
  const instance = await found(getAzureInstance(actor, { id }))
  const asked = await searchParams
  const kind = azureEstateKinds.find((one) => one === asked.kind) ?? 'apis'
  const spec = { fixed: { kind }, defaultSort: 'name' }
  const counts = instance.lastRead?.counts
  const list = listWithin(listAzureEntities, { id })
  return (
    <>
      <InstanceHead
        instance={instance}
        view=""
        sentence={sentenceOf(instance)}
        actions={
          <>
            {isAllowed(actor, 'azure.update') ? <EditInstance instance={instance} /> : null}
            {isAllowed(actor, 'azure.delete') ? (
              <DeleteButton
                path={`azure/instances/${id}`}
                version={instance.version}
                noun="instance"
                name={instance.name}
                consequence="What was read of it and who owns what is forgotten here. Nothing at Azure changes, and what was imported stays."
                goTo="/admin/azure"
              />
            ) : null}
          </>
        }
      />
      <ReadProgress instance={instance} canRead={isAllowed(actor, 'azure.fetch')} />
      {counts ? (
        <Section title="What was read" sentence="As it was then; keys and secrets are not part of it.">
          <ViewLinks
            label="Kinds"
            views={azureEstateKinds.map((one) => ({
              href: `/admin/azure/${id}?kind=${one}`,
              title: `${kindTitles[one]} (${counts[one] ?? 0})`,
              isCurrent: one === kind,
            }))}
          />
          <EntityTable key={kind} instanceId={id} kind={kind} first={await firstPage(list, actor, asked, spec)} />
        </Section>
      ) : null}
      <Section
        title="Connection"
        sentence="Who the console is to Azure."
        actions={isAllowed(actor, 'azure.test') ? <TestInstance instance={instance} /> : null}
      >
        <Facts facts={factsOf(instance)} />
      </Section>
    </>
  )
}

function sentenceOf({ lastRead, serviceName }: AzureInstance): string {
  const counts = lastRead?.counts
  if (!counts) return `${serviceName} is connected, and has not been read to the end yet.`
  const { apis = 0, products = 0, subscriptions = 0 } = counts
  return `${countOf(subscriptions, 'subscription')} of ${countOf(products, 'product')} call ${countOf(apis, 'API')} of ${serviceName}.`
}

function factsOf({ credential, ...instance }: AzureInstance) {
  return [
    { label: 'Azure subscription', value: instance.subscriptionId },
    { label: 'Resource group', value: instance.resourceGroup },
    { label: 'Instance', value: instance.serviceName },
    { label: 'Management', value: instance.managementUrl ?? instance.cloud },
    {
      label: 'Credential',
      value: (
        <>
          {describeCredential(credential)}
          {credential.setAt ? (
            <>
              , set <Time value={credential.setAt} style="ago" />
            </>
          ) : null}
        </>
      ),
    },
    { label: 'Client ID', value: credential.clientId ?? 'none' },
    { label: 'Compared', value: instance.driftCheckedAt ? <Time value={instance.driftCheckedAt} style="ago" /> : 'not yet' },
    { label: 'Id', value: <code className="text-sm">{instance.id}</code> },
  ]
}
