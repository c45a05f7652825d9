import type { Metadata } from 'next'
import { firstPage, type PageProps } from '@/app/page-data'
import { CreateProduct } from '@/components/products/product-dialogs'
import { productSpec } from '@/components/products/product-list'
import { ProductTable } from '@/components/products/product-table'
import { countOf } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { isAllowed } from '@/lib/access/actor'
import { requireActor } from '@/lib/auth/require-actor'
import { listProducts } from '@/lib/control/products/product-queries'
import { getProductSummary } from '@/lib/control/products/product-summary'

export const metadata: Metadata = { title: 'Products' }

/** What can developers subscribe to? */
export default async function ProductsPage({ searchParams }: PageProps) {
  const actor = await requireActor('products.read')
  const [first, { published, drafts, ending }] = await Promise.all([
    firstPage(listProducts, actor, await searchParams, productSpec),
    getProductSummary(actor, {}),
  ])
  const also = [
    drafts > 0 ? `${countOf(drafts, 'draft waits', 'drafts wait')} to be published` : '',
    ending > 0 ? `${countOf(ending, 'is', 'are')} on the way out` : '',
  ].filter(Boolean)
  return (
    <>
      <PageHeader
        title="Products"
        sentence={`Developers can subscribe to ${[countOf(published, 'published product'), ...also].join('; ')}.`}
        actions={isAllowed(actor, 'products.create') ? <CreateProduct /> : null}
      />
      <ProductTable first={first} />
    </>
  )
}
