/** What the things a report is narrowed to are called. */
import { orNull } from '@/app/page-data'
import type { Actor } from '@/lib/access/actor'
import { getProduct } from '@/lib/control/products/product-queries'
import { getTenant } from '@/lib/control/tenants/tenant-queries'

/** By the parameter's name; left out where there is no such thing for the reader. */
export async function namesOf(
  actor: Actor,
  { tenantId, productId }: { tenantId?: string; productId?: string },
): Promise<Record<string, string>> {
  const [tenant, product] = await Promise.all([
    tenantId ? orNull(getTenant(actor, { id: tenantId })) : null,
    productId ? orNull(getProduct(actor, { id: productId })) : null,
  ])
  return { ...(tenant && { tenantId: tenant.name }), ...(product && { productId: product.name }) }
}
