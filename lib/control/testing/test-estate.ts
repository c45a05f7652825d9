/** One of everything, made through the operations themselves: what most tests start from. */
import type { Actor } from '@/lib/access/actor'
import { parsePublicId } from '@/lib/base/ids'
import { createBackend } from '@/lib/control/backends/backend-commands'
import { issueKey } from '@/lib/control/keys/issue-key'
import { createLimit } from '@/lib/control/limits/limit-commands'
import { createModel } from '@/lib/control/models/model-commands'
import { createPool } from '@/lib/control/pools/pool-operations'
import { createPrice } from '@/lib/control/prices/price-operations'
import { createProduct } from '@/lib/control/products/product-commands'
import { publishProduct } from '@/lib/control/products/product-states'
import { createSubscription } from '@/lib/control/subscriptions/subscription-commands'
import { createTenant } from '@/lib/control/tenants/tenant-commands'

export const PLANTED_CREDENTIAL = 'sk-planted-credential-4f8a1c'

export type TestEstate = Awaited<ReturnType<typeof makeEstate>>

/** `name` keeps several estates in one database apart. */
export async function makeEstate(system: Actor, name = 'acme') {
  const tenant = await createTenant(system, { name, costCentre: `CC-${name}`, timeZone: 'Europe/Berlin', currency: 'EUR' })
  const backend = await createBackend(system, {
    name: `${name} backend`,
    provider: 'azure-openai',
    baseUrl: 'https://apimaoai01.openai.azure.com',
    region: 'swedencentral',
    credential: { kind: 'api-key', value: PLANTED_CREDENTIAL },
    deployments: [{ model: `${name}-mini`, name: 'mini-deployment' }],
  })
  const pool = await createPool(system, { name: `${name} pool`, members: [{ backendId: backend.id }] })
  const model = await createModel(system, {
    name: `${name}-mini`,
    poolId: pool.id,
    capabilities: ['chat'],
    contextWindow: 128_000,
    maxOutputTokens: 16_384,
  })
  const draft = await createProduct(system, { name: `${name} product`, models: [model.name], requiresApproval: false })
  const product = await publishProduct(system, { id: draft.id })
  const subscription = await createSubscription(system, { tenantId: tenant.id, productId: product.id, name: `${name} app` })
  const key = await issueKey(system, { id: subscription.id, slot: 'primary' })
  const limit = await createLimit(system, {
    name: `${name} quota`,
    scope: { tenantId: tenant.id },
    measure: 'tokens',
    window: { kind: 'quota', period: 'day' },
    amount: 100_000,
  })
  const price = await createPrice(system, {
    model: model.name,
    currency: 'EUR',
    effectiveFrom: '2026-01-01T00:00:00Z',
    perMillion: { input: '0.15', output: '0.60' },
  })
  const tenantUuid = parsePublicId('tenant', tenant.id) ?? ''
  return { tenant, tenantUuid, backend, pool, model, product, subscription, key, limit, price }
}
