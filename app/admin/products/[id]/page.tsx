import type { Metadata } from 'next'
import { type DetailProps, found, tableOf } from '@/app/page-data'
import { CreateLimit } from '@/components/limits/create-limit'
import { LimitTable } from '@/components/limits/limit-table'
import { describeAccepted } from '@/components/products/accepted-words'
import { cacheText } from '@/components/products/cache-text'
import { ruleTexts } from '@/components/products/header-rows'
import { EditProduct } from '@/components/products/product-dialogs'
import { ProductEnd } from '@/components/products/product-end'
import { ProductStateActions } from '@/components/products/product-state-actions'
import { rangeQuery } from '@/components/reports/range-links'
import { UsageChart } from '@/components/reports/usage-chart'
import { EditRoutes } from '@/components/routes/edit-routes'
import { PreviewRoute } from '@/components/routes/preview-route'
import { RouteList } from '@/components/routes/route-list'
import { SubscriptionTable } from '@/components/subscriptions/subscription-table'
import { DeleteButton } from '@/components/ui/delete-button'
import { Facts } from '@/components/ui/facts'
import { countOf } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { Section } from '@/components/ui/section'
import { StateBadge } from '@/components/ui/state-badge'
import { Time } from '@/components/ui/time'
import { isAllowed } from '@/lib/access/actor'
import { requireActor } from '@/lib/auth/require-actor'
import { listLimits } from '@/lib/control/limits/limit-queries'
import { getProduct } from '@/lib/control/products/product-queries'
import { listSubscriptions } from '@/lib/control/subscriptions/subscription-queries'
import { getUsage } from '@/lib/http/report-queries'

export const metadata: Metadata = { title: 'Product' }

function Fields({ fields }: { fields: object }) {
  return Object.keys(fields).length > 0 ? <code className="text-sm">{JSON.stringify(fields)}</code> : 'none'
}

const capWords = { inject: 'a safe maximum is sent upstream', refuse: 'the call is refused', trust: 'the model is trusted' }

/** What is in this product, who uses it, what holds them? */
export default async function ProductPage({ params, searchParams }: DetailProps) {
  const actor = await requireActor('products.read')
  const { id } = await params
  const product = await found(getProduct(actor, { id }))
  const asked = await searchParams
  const [usage, subscriptions, limits] = await Promise.all([
    getUsage(actor, { ...rangeQuery('30d', Date.now()), productId: id }),
    tableOf(listSubscriptions, actor, asked, { fixed: { productId: id }, prefix: 'subs.', defaultSort: '-createdAt' }),
    tableOf(listLimits, actor, asked, { fixed: { productId: id }, prefix: 'limits.', defaultSort: 'name' }),
  ])
  const rules = ruleTexts(product.headerRules)
  return (
    <>
      <PageHeader
        title={product.name}
        badge={<StateBadge state={product.state} />}
        sentence={
          <>
            {`${countOf(product.subscriptionCount, 'subscription')} made ${countOf(usage.total.calls, 'call')} in the last 30 days.`}
            <ProductEnd product={product} />
          </>
        }
        actions={
          <>
            {isAllowed(actor, 'products.publish') ? <ProductStateActions product={product} /> : null}
            {isAllowed(actor, 'products.update') ? <EditProduct product={product} /> : null}
            {isAllowed(actor, 'products.delete') && product.subscriptionCount === 0 ? (
              <DeleteButton
                path={`products/${id}`}
                version={product.version}
                noun="product"
                name={product.name}
                consequence="Nobody has subscribed to it, so nobody notices. Its limits must be gone first."
                goTo="/admin/products"
              />
            ) : null}
          </>
        }
      />
      {product.description ? <p className="mb-6 max-w-3xl whitespace-pre-wrap">{product.description}</p> : null}
      {usage.total.calls > 0 ? <UsageChart usage={usage} /> : null}
      <Section title="Details">
        <Facts
          facts={[
            { label: 'Models', value: product.models.join(', ') || 'none yet' },
            { label: 'Approval', value: product.requiresApproval ? 'by an admin' : 'not needed' },
            { label: 'No maximum given', value: capWords[product.outputCap] },
            { label: 'Unbounded calls', value: product.refuseUnbounded ? 'refused' : 'allowed, excess charged' },
            { label: 'Callers bring', value: describeAccepted(product.accepts) },
            { label: 'What a provider cannot do', value: product.dropsUnsupported ? 'left out and told' : 'refused by name' },
            { label: 'Request defaults', value: <Fields fields={product.requestDefaults} /> },
            { label: 'Forced values', value: <Fields fields={product.requestForced} /> },
            { label: 'System prompt', value: product.systemPrompt || 'none' },
            {
              label: 'Chats are answered',
              value: product.answerShape === 'short' ? 'in the short shape' : 'as the provider does',
            },
            { label: 'Headers', value: rules.length > 0 ? rules.map((rule) => <div key={rule}>{rule}</div>) : 'as they come' },
            { label: 'Pages that may call', value: product.corsOrigins.join(', ') || 'none' },
            { label: 'Kept answers', value: cacheText(product.cache) },
            { label: 'Published', value: product.publishedAt ? <Time value={product.publishedAt} /> : 'never' },
            { label: 'Deprecated', value: product.deprecatedAt ? <Time value={product.deprecatedAt} /> : 'no' },
            { label: 'Id', value: <code className="text-sm">{product.id}</code> },
          ]}
        />
      </Section>
      <Section
        title="Routes"
        sentence={
          product.routes.length === 0
            ? 'Every call is answered by the model it asks for.'
            : 'Which model answers those who ask for one, in this order.'
        }
        actions={
          <>
            {isAllowed(actor, 'pools.read') && product.models.length > 0 ? <PreviewRoute product={product} /> : null}
            {isAllowed(actor, 'products.update') ? <EditRoutes product={product} /> : null}
          </>
        }
      >
        {product.routes.length > 0 ? <RouteList routes={product.routes} /> : null}
      </Section>
      <Section
        title="Terms"
        sentence={product.terms ? `Version ${product.termsVersion}; whoever subscribes accepts them.` : undefined}
      >
        <p className="max-w-3xl whitespace-pre-wrap">{product.terms || 'There are none: whoever subscribes accepts nothing.'}</p>
      </Section>
      <Section title="Subscriptions" sentence="Who uses it, and who has asked to.">
        <SubscriptionTable {...subscriptions} canDecide={isAllowed(actor, 'subscriptions.decide')} />
      </Section>
      <Section
        title="Limits"
        sentence="What holds every subscription to it."
        actions={isAllowed(actor, 'limits.create') ? <CreateLimit scope={{ productId: id }} /> : null}
      >
        <LimitTable
          {...limits}
          canEdit={isAllowed(actor, 'limits.update')}
          canRaise={isAllowed(actor, 'limits.raise')}
          canReset={isAllowed(actor, 'limits.reset')}
        />
      </Section>
    </>
  )
}
