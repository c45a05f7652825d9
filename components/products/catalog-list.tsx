'use client'

import Link from 'next/link'
import { SearchField } from '@/components/data-table/search-field'
import { tableQuery } from '@/components/data-table/table-query'
import { TableSkeleton } from '@/components/data-table/table-skeleton'
import { useTableUrl } from '@/components/data-table/use-table-url'
import { describeRule } from '@/components/limits/words'
import { type CatalogFacts, factsOf } from '@/components/products/catalog-facts'
import { catalogSpec } from '@/components/products/product-list'
import { Subscribe } from '@/components/subscriptions/subscribe'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { ErrorState } from '@/components/ui/error-state'
import { countOf, describeShortly } from '@/components/ui/number-text'
import type { Choice } from '@/lib/client/use-choices'
import { type FirstPage, useList } from '@/lib/client/use-list'
import type { Model } from '@/lib/contracts/model'
import type { Product } from '@/lib/contracts/product'
import type { Subscription } from '@/lib/contracts/subscription'

type Props = {
  first: FirstPage<Product> | undefined
  models: Model[]
  tenants: Choice[] | 'any'
  subscriptions: Subscription[]
  canSubscribe: boolean
} & CatalogFacts

/** The products one can subscribe to, a page at a time, with what is in each. */
export function CatalogList({ first, models, tenants, subscriptions, canSubscribe, prices, limits, status }: Props) {
  const url = useTableUrl()
  const list = useList<Product>('products', tableQuery(url.params, catalogSpec), first)
  const products = list.data?.items
  const nextCursor = list.data?.nextCursor
  if (list.error && !products) return <ErrorState error={list.error} onRetry={() => list.refetch()} />
  if (!products) return <TableSkeleton />
  const isNarrowed = url.get('search') !== '' || url.get('cursor') !== ''
  if (products.length === 0 && !isNarrowed)
    return <EmptyState title="The catalog is empty" advice="No product is published yet. Ask a platform admin to publish one." />
  return (
    <>
      <SearchField label="Search products and models" value={url.get('search')} onChange={(search) => url.set({ search })} />
      <div className="mt-4">
        {products.length === 0 ? <EmptyState title="Nothing matches" advice="Try a model's name, such as gpt-4o-mini." /> : null}
        <ul className="divide-y divide-line border-y border-line empty:hidden">
          {products.map((product) => (
            <CatalogEntry
              key={product.id}
              product={product}
              models={models.filter((model) => product.models.includes(model.name))}
              tenants={tenants}
              own={subscriptions.filter(
                (one) => one.productId === product.id && ['active', 'submitted', 'suspended'].includes(one.state),
              )}
              canSubscribe={canSubscribe}
              prices={prices}
              limits={limits}
              status={status}
            />
          ))}
        </ul>
      </div>
      {url.get('cursor') || nextCursor ? (
        <nav aria-label="Pages of the catalog" className="mt-3 flex items-center justify-end gap-2">
          <Button disabled={!url.get('cursor')} onClick={() => url.set({ cursor: '' }, 'push')}>
            First page
          </Button>
          <Button disabled={!nextCursor} onClick={() => url.set({ cursor: nextCursor ?? '' }, 'push')}>
            Next
          </Button>
        </nav>
      ) : null}
    </>
  )
}

type EntryProps = {
  product: Product
  models: Model[]
  tenants: Choice[] | 'any'
  own: Subscription[]
  canSubscribe: boolean
} & CatalogFacts

function CatalogEntry({ product, models, tenants, own, canSubscribe, prices, limits, status }: EntryProps) {
  const rules = limits.filter(({ scope }) => scope.productId === product.id)
  return (
    <li className="flex flex-wrap items-start gap-x-8 gap-y-3 py-5">
      <div className="min-w-0 flex-1 basis-80">
        <h2 className="text-lg font-semibold">{product.name}</h2>
        {product.description ? <p className="max-w-2xl whitespace-pre-wrap text-ink-muted">{product.description}</p> : null}
        <ul className="mt-2 space-y-0.5 text-sm">
          {models.map((model) => (
            <li key={model.id}>
              <span className="font-medium">{model.name}</span>{' '}
              <span className="text-ink-muted">
                {model.capabilities.join(', ')} · {describeShortly(model.contextWindow)} tokens of context
                {factsOf(model.name, prices, status)
                  .map((fact) => ` · ${fact}`)
                  .join('')}
              </span>
            </li>
          ))}
        </ul>
        {rules.length > 0 ? (
          <p className="mt-2 text-sm text-ink-muted">
            Limits: {rules.map((limit) => describeRule({ ...limit, amount: limit.effectiveAmount })).join('; ')}
          </p>
        ) : null}
        {product.terms ? (
          <details className="mt-2 text-sm">
            <summary className="cursor-pointer text-ink-muted hover:text-ink">Terms (version {product.termsVersion})</summary>
            <p className="mt-1 max-w-2xl whitespace-pre-wrap">{product.terms}</p>
          </details>
        ) : null}
        {own.length > 0 ? (
          <p className="mt-2 text-sm text-ink-muted">
            You have {countOf(own.length, 'subscription')} to it:{' '}
            {own.map((one, index) => (
              <span key={one.id}>
                {index > 0 ? ', ' : ''}
                <Link className="underline underline-offset-2" href={`/portal/subscriptions/${one.id}`}>
                  {one.name}
                </Link>
              </span>
            ))}
          </p>
        ) : null}
      </div>
      <div className="flex flex-col items-start gap-1.5 sm:items-end">
        {canSubscribe ? <Subscribe product={product} tenants={tenants} name={freeName(product.name, own)} /> : null}
        <p className="text-sm text-ink-muted">
          {product.requiresApproval ? 'An admin approves each subscription' : 'Active at once'}
        </p>
      </div>
    </li>
  )
}

/** A tenant's subscriptions have names of their own: the second to a product is offered another. */
function freeName(name: string, own: readonly Subscription[]): string {
  const taken = new Set(own.map((one) => one.name))
  for (let count = 2; ; count++) {
    if (!taken.has(name)) return name
    if (!taken.has(`${name} ${count}`)) return `${name} ${count}`
  }
}
