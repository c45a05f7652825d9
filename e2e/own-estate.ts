/** A tenant, a product and a key of a test's own, over a backend of its own: what is broken there is nobody else's. */
import { callApi, readDemo } from './demo'

type Made = { id: string; name: string }

export type OwnEstate = { tag: string; tenant: Made; product: Made; model: string; pool: Made; backend: Made; key: string }

export async function makeOwnEstate(word: string, baseUrl: string): Promise<OwnEstate> {
  const tag = `${word}-${Date.now().toString(36)}`
  const model = `model-${tag}`
  const backend = await callApi<Made>('POST', 'backends', {
    name: `Backend ${tag}`,
    provider: 'openai-compatible',
    baseUrl,
    deployments: [{ model, name: model }],
  })
  const pool = await callApi<Made>('POST', 'pools', { name: `Pool ${tag}`, members: [{ backendId: backend.id }] })
  const sizes = { capabilities: ['chat'], contextWindow: 8_000, maxOutputTokens: 1_000 }
  await callApi('POST', 'models', { name: model, poolId: pool.id, ...sizes })
  const product = await callApi<Made>('POST', 'products', { name: `Product ${tag}`, models: [model], requiresApproval: false })
  await callApi('POST', `products/${product.id}/publish`, {})
  const tenant = await callApi<Made>('POST', 'tenants', {
    name: `Tenant ${tag}`,
    costCentre: 'CC-1',
    timeZone: 'UTC',
    currency: 'EUR',
  })
  const subscription = await callApi<Made>('POST', 'subscriptions', {
    tenantId: tenant.id,
    productId: product.id,
    name: `App ${tag}`,
  })
  const { key } = await callApi<{ key: string }>('POST', `subscriptions/${subscription.id}/keys`, { slot: 'primary' })
  return { tag, tenant, product, model, pool, backend, key }
}

/** One call through the gateway; its status and id. */
export async function callModel(
  { key, model }: OwnEstate,
  headers: Record<string, string> = {},
): Promise<{ status: number; id: string }> {
  const answer = await fetch(`${readDemo().url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ model, max_tokens: 5, messages: [{ role: 'user', content: 'hi' }] }),
  })
  await answer.text()
  return { status: answer.status, id: answer.headers.get('x-request-id') ?? '' }
}
