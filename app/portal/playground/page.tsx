import type { Metadata } from 'next'
import { allOf, type PageProps } from '@/app/page-data'
import { Playground } from '@/components/playground/playground'
import { snippetModels } from '@/components/quickstart/snippet-models'
import { SubscriptionPicker } from '@/components/quickstart/subscription-picker'
import { ButtonLink } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { requireActor } from '@/lib/auth/require-actor'
import { listModels } from '@/lib/control/models/model-queries'
import { getProduct } from '@/lib/control/products/product-queries'
import { listSubscriptions } from '@/lib/control/subscriptions/subscription-queries'

export const metadata: Metadata = { title: 'Playground' }

const MOST = 200

/** What does this model say to that, and what does it cost? */
export default async function PlaygroundPage({ searchParams }: PageProps) {
  // Whoever may not issue a key may not call: there is no page for them.
  const actor = await requireActor('keys.create')
  const { subscription: asked } = await searchParams
  const { items: subscriptions } = await listSubscriptions(actor, { state: 'active', limit: MOST })
  const chosen = subscriptions.find(({ id }) => id === asked) ?? subscriptions[0]
  if (!chosen) {
    return (
      <>
        <PageHeader title="Playground" sentence="You have no active subscription, so there is no model to try." />
        <EmptyState
          title="First a product"
          advice="Subscribe to a product in the catalog; then its models can be tried here."
          action={<ButtonLink href="/portal/catalog">Open the catalog</ButtonLink>}
        />
      </>
    )
  }
  const [product, models] = await Promise.all([getProduct(actor, { id: chosen.productId }), allOf(listModels, actor)])
  const own = snippetModels(product.models, models).filter(({ capabilities }) => capabilities.includes('chat'))
  return (
    <>
      <PageHeader
        title="Playground"
        sentence={`${own.length === 1 ? '1 model' : `${own.length} models`} of ${product.name} to try, paid by ${chosen.tenantName}.`}
        actions={<SubscriptionPicker path="/portal/playground" chosen={chosen.id} subscriptions={subscriptions} />}
      />
      {own.length === 0 ? (
        <EmptyState
          title="No model that answers questions"
          advice={`${product.name} has models for other work. Its quickstart shows how they are called.`}
          action={<ButtonLink href={`/portal/quickstart?subscription=${chosen.id}`}>Open the quickstart</ButtonLink>}
        />
      ) : (
        <Playground key={chosen.id} subscriptionId={chosen.id} models={own} />
      )}
    </>
  )
}
