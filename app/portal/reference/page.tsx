import type { Metadata } from 'next'
import Link from 'next/link'
import { allOf, type PageProps } from '@/app/page-data'
import { SubscriptionPicker } from '@/components/quickstart/subscription-picker'
import { OperationList } from '@/components/reference/operation-list'
import { buttonClass } from '@/components/ui/button'
import { countOf } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { ViewLinks } from '@/components/ui/view-links'
import { isAllowed } from '@/lib/access/actor'
import { requireActor } from '@/lib/auth/require-actor'
import { listModels } from '@/lib/control/models/model-queries'
import { getServiceReference } from '@/lib/control/services/service-operations'
import { listSubscriptions } from '@/lib/control/subscriptions/subscription-queries'
import { listReference, listServiceReference, type ReferenceName, referenceDocuments } from '@/lib/http/reference'

export const metadata: Metadata = { title: 'API reference' }

/** What can I ask, with which fields, and what does it answer me? */
export default async function ReferencePage({ searchParams }: PageProps) {
  const actor = await requireActor('subscriptions.read')
  const { api, part, subscription: asked } = await searchParams
  const services = await allOf(listModels, actor, { capability: 'service' })
  const service = services.find((one) => one.id === api)
  const name: ReferenceName = api === 'management' ? 'management' : 'gateway'
  const operations = service ? listServiceReference(await getServiceReference(actor, { id: service.id })) : listReference(name)
  const parts = [...new Set(operations.map(({ tag }) => tag))]
  const current = parts.find((one) => one === part) ?? parts[0] ?? ''
  const { items: subscriptions } = await listSubscriptions(actor, { state: 'active', limit: 200 })
  const chosen = subscriptions.find(({ id }) => id === asked) ?? subscriptions[0]
  const isGateway = name === 'gateway'
  const shown = service?.id ?? name
  return (
    <>
      <PageHeader
        title="API reference"
        sentence={`${countOf(operations.length, 'operation')} of ${service ? `${service.name}, called with a key like a model` : isGateway ? 'the gateway, called with a key' : 'the management API, called with a management token or your session'}.`}
        actions={
          <>
            {isGateway && chosen ? (
              <SubscriptionPicker path="/portal/reference" chosen={chosen.id} subscriptions={subscriptions} />
            ) : null}
            <a
              className={buttonClass('secondary', 'medium')}
              href={service ? `/api/v1/models/${service.id}/reference` : `/reference/${name}.json`}
              download
            >
              Download OpenAPI
            </a>
          </>
        }
      />
      <ViewLinks
        label="APIs"
        views={[
          ...(Object.keys(referenceDocuments) as ReferenceName[]).map((one) => ({
            id: one,
            title: referenceDocuments[one].title,
          })),
          ...services.map((one) => ({ id: one.id, title: one.name })),
        ].map(({ id, title }) => ({ href: `/portal/reference?api=${id}`, title, isCurrent: id === shown }))}
      />
      <nav aria-label="Parts" className="mb-4 flex flex-wrap gap-x-4 gap-y-1">
        {parts.map((one) => (
          <Link
            key={one}
            href={`/portal/reference?api=${shown}&part=${encodeURIComponent(one)}`}
            aria-current={one === current ? 'page' : undefined}
            className="text-ink-muted hover:text-ink aria-[current]:font-medium aria-[current]:text-ink"
          >
            {one}
          </Link>
        ))}
      </nav>
      <OperationList
        key={`${shown} ${current}`}
        operations={operations.filter(({ tag }) => tag === current)}
        base={isGateway ? '' : '/api/v1'}
        subscriptionId={isGateway ? (chosen?.id ?? null) : null}
        canTry={!isGateway || (chosen !== undefined && isAllowed(actor, 'keys.create'))}
      />
    </>
  )
}
