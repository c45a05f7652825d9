import { allOf } from '@/app/page-data'
import type { Step } from '@/components/reports/first-steps'
import type { Actor } from '@/lib/access/actor'
import { listBackends } from '@/lib/control/backends/backend-queries'
import { listModels } from '@/lib/control/models/model-queries'
import { listPools } from '@/lib/control/pools/pool-operations'
import { listPrices } from '@/lib/control/prices/price-operations'
import { listProducts } from '@/lib/control/products/product-queries'
import { listTenants } from '@/lib/control/tenants/tenant-queries'

/** What is there already of what a first call needs. */
export async function readFirstSteps(actor: Actor): Promise<Step[]> {
  const [backends, pools, models, prices, products, tenants] = await Promise.all([
    allOf(listBackends, actor),
    allOf(listPools, actor),
    allOf(listModels, actor),
    allOf(listPrices, actor),
    allOf(listProducts, actor, { state: 'published' }),
    allOf(listTenants, actor),
  ])
  return [
    {
      title: 'Add a backend',
      reason: 'A provider endpoint with its credential and deployments.',
      href: '/admin/backends',
      isDone: backends.length > 0,
    },
    {
      title: 'Put it into a pool',
      reason: 'Backends that serve a model together; a second one is what calls fall back on.',
      href: '/admin/pools',
      isDone: pools.length > 0,
    },
    {
      title: 'Name a model',
      reason: 'The public name callers use, answered by the pool.',
      href: '/admin/models',
      isDone: models.length > 0,
    },
    {
      title: 'Set its price',
      reason: 'Without one the cost of a call is unknown.',
      href: '/admin/prices',
      isDone: prices.length > 0,
    },
    {
      title: 'Publish a product',
      reason: 'A set of models with limits, which developers find in the catalog.',
      href: '/admin/products',
      isDone: products.length > 0,
    },
    {
      title: 'Create a tenant and add its people',
      reason: 'Who pays; its developers subscribe and issue their own keys in the portal.',
      href: '/admin/tenants',
      isDone: tenants.length > 0,
    },
  ]
}
