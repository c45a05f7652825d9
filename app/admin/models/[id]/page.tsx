import type { Metadata } from 'next'
import { type ModelUse, readModelUse } from '@/app/admin/models/model-use'
import { type DetailProps, found, tableOf } from '@/app/page-data'
import { ModelDeployments } from '@/components/models/model-deployments'
import { EditModel } from '@/components/models/model-dialogs'
import { pricesOf } from '@/components/prices/price-list'
import { PriceTable } from '@/components/prices/price-table'
import { ServiceOperations } from '@/components/services/service-operations'
import { DeleteButton } from '@/components/ui/delete-button'
import { Facts } from '@/components/ui/facts'
import { countOf, describeCount } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { Section } from '@/components/ui/section'
import { Time } from '@/components/ui/time'
import { isAllowed } from '@/lib/access/actor'
import { requireActor } from '@/lib/auth/require-actor'
import { getModel } from '@/lib/control/models/model-queries'
import { listPrices } from '@/lib/control/prices/price-operations'

export const metadata: Metadata = { title: 'Model' }

/** What answers this name, what does it cost, and who uses it? */
export default async function ModelPage({ params, searchParams }: DetailProps) {
  const actor = await requireActor('models.read')
  const model = await found(getModel(actor, { id: (await params).id }))
  const [use, prices] = await Promise.all([
    readModelUse(actor, model),
    tableOf(listPrices, actor, await searchParams, pricesOf(model.name)),
  ])
  const answering = use.deployments.filter((one) => one.deployment !== null && !one.isDrained).length
  return (
    <>
      <PageHeader
        title={model.name}
        sentence={
          use.deployments.length === 0
            ? `In ${countOf(model.products.length, 'product')}; ${describeCount(model.contextWindow)} tokens of context.`
            : `${countOf(answering, 'backend')} of ${use.deployments.length} in its pool can answer it; ${countOf(model.products.length, 'product offers', 'products offer')} it, and ${use.inForce.length === 0 ? 'no price is in force, so the cost of its calls is unknown' : `${countOf(use.inForce.length, 'price is', 'prices are')} in force`}.`
        }
        actions={
          <>
            {isAllowed(actor, 'models.update') ? <EditModel model={model} size="medium" /> : null}
            {isAllowed(actor, 'models.delete') ? (
              <DeleteButton
                path={`models/${model.id}`}
                version={model.version}
                noun="model"
                name={model.name}
                consequence={consequenceOf(
                  model.products.map(({ name }) => name),
                  use,
                )}
                goTo="/admin/models"
              />
            ) : null}
          </>
        }
      />
      <Facts
        facts={[
          { label: 'Aliases', value: model.aliases.join(', ') || 'none' },
          { label: 'Capabilities', value: model.capabilities.join(', ') },
          ...(model.service
            ? [
                { label: 'Called at', value: <code className="text-sm">/services/{model.name}/…</code> },
                { label: 'Key header of its backends', value: model.service.keyHeader ?? 'Authorization: Bearer' },
              ]
            : [
                { label: 'Context window', value: `${describeCount(model.contextWindow)} tokens` },
                { label: 'Most it answers', value: `${describeCount(model.maxOutputTokens)} tokens` },
                { label: 'Tokenizer', value: model.tokenizer },
              ]),
          { label: 'Pool', value: model.poolName ?? 'not shown to you' },
          { label: 'Products', value: model.products.map(({ name }) => name).join(', ') || 'none' },
          { label: 'Limits set for it', value: use.limits.join(', ') || 'none' },
          { label: 'Falls back on it', value: use.fallbackOf.join(', ') || 'no pool' },
          { label: 'Changed', value: <Time value={model.updatedAt} /> },
          { label: 'Id', value: <code className="text-sm">{model.id}</code> },
        ]}
      />
      {model.service ? (
        <Section title="Operations" sentence="What callers reach, and what a call of each counts as. All else is refused.">
          <ServiceOperations operations={model.service.operations} />
        </Section>
      ) : null}
      {use.deployments.length > 0 ? (
        <Section title="Deployments" sentence="What its pool’s backends call it. One without a deployment is passed over.">
          <ModelDeployments rows={use.deployments} />
        </Section>
      ) : null}
      <Section
        title="Prices"
        sentence="Per million tokens and per unit, each in force until the next one of its backend and currency begins."
      >
        <PriceTable {...prices} />
      </Section>
    </>
  )
}

function consequenceOf(products: string[], { fallbackOf, limits }: ModelUse): string {
  if (products.length > 0)
    return `${countOf(products.length, 'product')} offer it (${products.join(', ')}); take it out of them first.`
  if (fallbackOf.length > 0) return `These pools fall back on it: ${fallbackOf.join(', ')}. Change them first.`
  const kept = limits.length > 0 ? ` ${countOf(limits.length, 'limit')} set for it will meet no call.` : ''
  return `No product offers it, so no caller notices.${kept} Its prices and past calls stay.`
}
