import type { Metadata } from 'next'
import Link from 'next/link'
import { allOf, type PageProps } from '@/app/page-data'
import { Quickstart } from '@/components/quickstart/quickstart'
import { snippetModels } from '@/components/quickstart/snippet-models'
import { SubscriptionPicker } from '@/components/quickstart/subscription-picker'
import { ButtonLink } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { Section } from '@/components/ui/section'
import { isAllowed } from '@/lib/access/actor'
import { requireActor } from '@/lib/auth/require-actor'
import { controlPorts } from '@/lib/control/control-ports'
import { listKeys } from '@/lib/control/keys/key-queries'
import { listModels } from '@/lib/control/models/model-queries'
import { getProduct } from '@/lib/control/products/product-queries'
import { listSubscriptions } from '@/lib/control/subscriptions/subscription-queries'

export const metadata: Metadata = { title: 'Quickstart' }

const MOST = 200

/** How do I make my first call, from where I am? */
export default async function QuickstartPage({ searchParams }: PageProps) {
  const actor = await requireActor('subscriptions.read')
  const { subscription: asked } = await searchParams
  const { items: subscriptions } = await listSubscriptions(actor, { state: 'active', limit: MOST })
  const chosen = subscriptions.find(({ id }) => id === asked) ?? subscriptions[0]
  if (!chosen) {
    return (
      <>
        <PageHeader title="Quickstart" sentence="You have no active subscription yet, so there is nothing to call." />
        <EmptyState
          title="First a product"
          advice="Subscribe to a product in the catalog; then this page has your address, your model and a place for your key."
          action={<ButtonLink href="/portal/catalog">Open the catalog</ButtonLink>}
        />
      </>
    )
  }
  const [product, models, keys] = await Promise.all([
    getProduct(actor, { id: chosen.productId }),
    allOf(listModels, actor),
    isAllowed(actor, 'keys.read') ? listKeys(actor, { subscriptionId: chosen.id, state: 'active' }) : null,
  ])
  const origin = controlPorts().publicUrl
  const own = snippetModels(product.models, models)
  return (
    <>
      <PageHeader
        title="Quickstart"
        sentence={`One address, ${origin}/v1, one key, and ${own.length === 1 ? '1 model' : `${own.length} models`} of ${product.name}: paste and run.`}
        actions={<SubscriptionPicker path="/portal/quickstart" chosen={chosen.id} subscriptions={subscriptions} />}
      />
      <Quickstart
        key={chosen.id}
        origin={origin}
        subscriptionId={chosen.id}
        models={own}
        known={keys?.items.find((key) => !key.replacedById) ?? null}
        canIssue={isAllowed(actor, 'keys.create')}
      />
      <Section title="And then">
        <ul className="list-disc space-y-1 pl-5">
          <li>
            Keys, their ends and networks, and what is left of each limit:{' '}
            <Link className="underline underline-offset-2" href={`/portal/subscriptions/${chosen.id}`}>
              {chosen.name}
            </Link>
            .
          </li>
          {isAllowed(actor, 'keys.create') ? (
            <li>
              Try models without code in the{' '}
              <Link className="underline underline-offset-2" href={`/portal/playground?subscription=${chosen.id}`}>
                playground
              </Link>
              .
            </li>
          ) : null}
          <li>
            A call was refused? Every code has{' '}
            <Link className="underline underline-offset-2" href="/errors">
              its page
            </Link>
            .
          </li>
        </ul>
      </Section>
    </>
  )
}
