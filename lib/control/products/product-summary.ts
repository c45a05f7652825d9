/** The products there are, in numbers. */
import { empty } from '@/lib/contracts/paging'
import { productSummary } from '@/lib/contracts/product'
import { query } from '@/lib/control/operation'
import { visibleProducts } from '@/lib/control/products/product-queries'
import { productStateWhere } from '@/lib/control/products/product-view'

export const getProductSummary = query('products.read', { in: empty, out: productSummary }, async (context) => {
  const { db, now } = context
  const count = (state: 'draft' | 'published' | 'deprecated') =>
    db.product.count({ where: { AND: [visibleProducts(context), productStateWhere(state, now)] } })
  const [published, drafts, ending] = await Promise.all([count('published'), count('draft'), count('deprecated')])
  return { published, drafts, ending }
})
