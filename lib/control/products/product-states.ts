/** A product's life: draft, published, deprecated (no new subscriptions), retired (no calls). It can be published again. */
import { Fault } from '@/lib/base/faults'
import { empty } from '@/lib/contracts/paging'
import { type Product, product } from '@/lib/contracts/product'
import { command } from '@/lib/control/operation'
import { productOf } from '@/lib/control/products/product-queries'
import { productInclude, productView } from '@/lib/control/products/product-view'
import { requireVersion } from '@/lib/control/versions'

export const publishProduct = move('published', ['draft', 'deprecated', 'retired'])
export const deprecateProduct = move('deprecated', ['published'])
export const retireProduct = move('retired', ['published', 'deprecated'])

function move(to: Product['state'], from: Product['state'][]) {
  return command('products.publish', { path: { id: 'product' }, in: empty, out: product }, async (context, { id }) => {
    const row = await productOf(context, id)
    const before = productView(row)
    requireVersion(context, before)
    if (row.state === to) return before
    if (!from.includes(row.state)) {
      throw new Fault('resource.wrong_state', {
        public: `The product is ${row.state}; only a ${from.join(' or ')} one can become ${to}.`,
      })
    }
    if (to === 'published' && before.models.length === 0) {
      throw new Fault('resource.wrong_state', { public: 'The product has no models. Add one before you publish it.' })
    }
    const updated = await context.db.product.update({
      where: { id, version: row.version },
      data: { state: to, publishedAt: to === 'published' ? context.now : row.publishedAt, version: { increment: 1 } },
      include: productInclude,
    })
    const after = productView(updated)
    context.record({ noun: 'product', id, before, after })
    return after
  })
}
