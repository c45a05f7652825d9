import type { Metadata } from 'next'
import { allOf } from '@/app/page-data'
import { CatalogList } from '@/components/products/catalog-list'
import { countOf } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { allowedTenantIds, isAllowed, isAllowedEverywhere } from '@/lib/access/actor'
import { requireActor } from '@/lib/auth/require-actor'
import { toPublicId } from '@/lib/base/ids'
import { listModels } from '@/lib/control/models/model-queries'
import { listProducts } from '@/lib/control/products/product-queries'
import { listSubscriptions } from '@/lib/control/subscriptions/subscription-queries'
import { listTenants } from '@/lib/control/tenants/tenant-queries'

export const metadata: Metadata = { title: 'Catalog' }

/** What can I subscribe to? */
export default async function CatalogPage() {
  const actor = await requireActor('products.read')
  const [products, models, tenants, subscriptions] = await Promise.all([
    allOf(listProducts, actor, { state: 'published' }),
    allOf(listModels, actor),
    allOf(listTenants, actor),
    allOf(listSubscriptions, actor),
  ])
  const isEverywhere = isAllowedEverywhere(actor, 'subscriptions.create')
  const own = new Set(allowedTenantIds(actor, 'subscriptions.create').map((id) => toPublicId('tenant', id)))
  const payers = tenants
    .filter((tenant) => isEverywhere || own.has(tenant.id))
    .map((tenant) => ({ value: tenant.id, label: tenant.name }))
  return (
    <>
      <PageHeader title="Catalog" sentence={`${countOf(products.length, 'product')} you can subscribe to.`} />
      <CatalogList
        products={products}
        models={models}
        tenants={payers}
        subscriptions={subscriptions}
        canSubscribe={isAllowed(actor, 'subscriptions.create') && payers.length > 0}
      />
    </>
  )
}
