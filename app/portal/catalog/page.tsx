import type { Metadata } from 'next'
import { allOf, firstPage, type PageProps } from '@/app/page-data'
import { CatalogList } from '@/components/products/catalog-list'
import { CatalogViews } from '@/components/products/catalog-views'
import { catalogSpec } from '@/components/products/product-list'
import { countOf } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { allowedTenantIds, isAllowed, isAllowedEverywhere } from '@/lib/access/actor'
import { requireActor } from '@/lib/auth/require-actor'
import { toPublicId } from '@/lib/base/ids'
import { listLimits } from '@/lib/control/limits/limit-queries'
import { getMe } from '@/lib/control/me/me-operations'
import { listModels } from '@/lib/control/models/model-queries'
import { listPrices } from '@/lib/control/prices/price-operations'
import { listProducts } from '@/lib/control/products/product-queries'
import { getProductSummary } from '@/lib/control/products/product-summary'
import { listSubscriptions } from '@/lib/control/subscriptions/subscription-queries'

import { getModelStatus } from '@/lib/http/model-status'

export const metadata: Metadata = { title: 'Catalog' }

/** Of how many of one's own subscriptions a product says that one has it. */
const MOST_OWN = 200

/** What can I subscribe to? */
export default async function CatalogPage({ searchParams }: PageProps) {
  const actor = await requireActor('products.read')
  const now = new Date().toISOString()
  const [first, { published }, models, me, own, prices, limits, status] = await Promise.all([
    firstPage(listProducts, actor, await searchParams, catalogSpec),
    getProductSummary(actor, {}),
    allOf(listModels, actor),
    getMe(actor, {}),
    listSubscriptions(actor, { limit: MOST_OWN }),
    allOf(listPrices, actor, { at: now }),
    isAllowed(actor, 'limits.read') ? allOf(listLimits, actor) : [],
    getModelStatus(actor, {}),
  ])
  const payers = new Set(allowedTenantIds(actor, 'subscriptions.create').map((id) => toPublicId('tenant', id)))
  const tenants = isAllowedEverywhere(actor, 'subscriptions.create')
    ? ('any' as const)
    : me.memberships
        .filter((membership) => payers.has(membership.tenantId))
        .map((membership) => ({ value: membership.tenantId, label: membership.tenantName }))
  return (
    <>
      <PageHeader title="Catalog" sentence={`${countOf(published, 'product')} you can subscribe to.`} />
      <CatalogViews current="products" />
      <CatalogList
        first={first}
        models={models}
        tenants={tenants}
        subscriptions={own.items}
        prices={prices}
        limits={limits}
        status={status.models}
        canSubscribe={isAllowed(actor, 'subscriptions.create') && tenants.length > 0}
      />
    </>
  )
}
