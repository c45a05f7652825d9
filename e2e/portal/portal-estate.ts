/** A tenant, a developer in it and a product of a test's own, so that no two tests meet. */
import { callApi } from '../demo'

export type Developer = { email: string; password: string; userId: string; tenantId: string; tenantName: string }
export type Product = { id: string; name: string; model: string }

const MODEL = 'gpt-4o-mini'
const PASSWORD = 'open the tollgate'
let made = 0

/** No two are named alike, in whichever run. */
export function tagged(name: string): string {
  return `${name} ${Date.now().toString(36)}${(made++).toString(36)}`
}

/** Published; active at once unless it is said otherwise. */
export async function makeProduct(name: string, fields: object = {}): Promise<Product> {
  const product = await callApi<{ id: string; name: string; version: number }>('POST', 'products', {
    name: tagged(name),
    models: [MODEL],
    requiresApproval: false,
    ...fields,
  })
  await callApi('POST', `products/${product.id}/publish`, {}, { 'if-match': `"${product.version}"` })
  return { id: product.id, name: product.name, model: MODEL }
}

/** Somebody new in a tenant of their own. */
export async function makeDeveloper(name: string, role = 'developer'): Promise<Developer> {
  const tenantName = tagged(name)
  const tenant = await callApi<{ id: string }>('POST', 'tenants', {
    name: tenantName,
    costCentre: 'CC-9000',
    timeZone: 'UTC',
    currency: 'USD',
  })
  return { ...(await joinTenant(tenant.id, role)), tenantName }
}

/** One more person of a tenant, who has set a password by the link of the invitation. */
export async function joinTenant(tenantId: string, role: string): Promise<Omit<Developer, 'tenantName'>> {
  const email = `${tagged('person').replace(' ', '-')}@example.com`
  const { invitation } = await callApi<{ invitation: { url: string } }>('POST', `tenants/${tenantId}/members`, { email, role })
  const token = new URL(invitation.url).pathname.split('/').at(-1)
  await callApi('POST', 'links/accept', { token, name: `Person ${email.split('@')[0]}`, password: PASSWORD })
  const { items } = await callApi<{ items: { id: string }[] }>('GET', `users?search=${encodeURIComponent(email)}`)
  return { email, password: PASSWORD, userId: items[0]?.id ?? '', tenantId }
}

/** An active subscription with a primary key. */
export async function makeKey(
  developer: { tenantId: string },
  product: Product,
): Promise<{ subscriptionId: string; keyId: string; key: string }> {
  const subscription = await callApi<{ id: string }>('POST', 'subscriptions', {
    tenantId: developer.tenantId,
    productId: product.id,
    name: tagged('App'),
  })
  const { id, key } = await callApi<{ id: string; key: string }>('POST', `subscriptions/${subscription.id}/keys`, {
    slot: 'primary',
  })
  return { subscriptionId: subscription.id, keyId: id, key }
}
