import type { Metadata } from 'next'
import { allOf, firstPage, type PageProps } from '@/app/page-data'
import { CreateProduct } from '@/components/products/product-form'
import { productSpec } from '@/components/products/product-list'
import { ProductTable } from '@/components/products/product-table'
import { countOf } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { isAllowed } from '@/lib/access/actor'
import { requireActor } from '@/lib/auth/require-actor'
import { listProducts } from '@/lib/control/products/product-queries'

export const metadata: Metadata = { title: 'Products' }

/** What can developers subscribe to? */
export default async function ProductsPage({ searchParams }: PageProps) {
  const actor = await requireActor('products.read')
  const [first, all] = await Promise.all([
    firstPage(listProducts, actor, await searchParams, productSpec),
    allOf(listProducts, actor),
  ])
  const published = all.filter((product) => product.state === 'published').length
  const drafts = all.filter((product) => product.state === 'draft').length
  return (
    <>
      <PageHeader
        title="Products"
        sentence={`Developers can subscribe to ${countOf(published, 'published product')}${drafts > 0 ? `; ${countOf(drafts, 'draft')} wait to be published` : ''}.`}
        actions={isAllowed(actor, 'products.create') ? <CreateProduct /> : null}
      />
      <ProductTable first={first} />
    </>
  )
}
