/**
 * What calls of a benchmark pass: a tenant, a pool of two, a model with a price, a product, three limits far away, a key. Beside it a
 * model whose provider speaks Anthropic's wire, and a key of a product that keeps answers.
 */

export async function buildEstate(url: string, token: string, upstream: string): Promise<{ key: string; keptKey: string }> {
  const create = async (resource: string, body: object): Promise<{ id: string; key: string }> => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const answer = await fetch(`${url}/api/v1/${resource}`, { method: 'POST', headers, body: JSON.stringify(body) })
    if (!answer.ok) throw new Error(`${resource}: ${await answer.text()}`)
    return (await answer.json()) as { id: string; key: string }
  }
  const tenant = await create('tenants', { name: 'Bench', costCentre: 'B', timeZone: 'UTC', currency: 'USD' })
  const members = []
  for (const name of ['bench one', 'bench two']) {
    const credential = { kind: 'api-key', value: 'upstream' }
    const backend = await create('backends', {
      name,
      provider: 'openai',
      baseUrl: `${upstream}/v1`,
      credential,
      deployments: [{ model: 'bench', name: 'gpt-4o-mini' }],
    })
    members.push({ backendId: backend.id, priority: 1, weight: 50 })
  }
  const pool = await create('pools', { name: 'Bench', strategy: 'weighted', members })
  await create('models', {
    name: 'bench',
    poolId: pool.id,
    capabilities: ['chat'],
    contextWindow: 128_000,
    maxOutputTokens: 16_384,
  })
  await create('prices', {
    model: 'bench',
    currency: 'USD',
    effectiveFrom: '2026-01-01T00:00:00Z',
    perMillion: { input: '0.15', output: '0.60' },
  })
  const foreign = await create('backends', {
    name: 'bench foreign',
    provider: 'anthropic',
    baseUrl: upstream,
    credential: { kind: 'api-key', value: 'upstream' },
    deployments: [{ model: 'bench-foreign', name: 'claude' }],
  })
  const foreignPool = await create('pools', {
    name: 'Bench foreign',
    members: [{ backendId: foreign.id, priority: 1, weight: 1 }],
  })
  await create('models', {
    name: 'bench-foreign',
    poolId: foreignPool.id,
    capabilities: ['chat'],
    contextWindow: 128_000,
    maxOutputTokens: 16_384,
  })
  const models = ['bench', 'bench-foreign']
  const product = await create('products', { name: 'Bench', models, requiresApproval: false })
  await create(`products/${product.id}/publish`, {})
  const subscription = await create('subscriptions', { tenantId: tenant.id, productId: product.id, name: 'bench' })
  const amount = 9_000_000_000
  const minute = { kind: 'rate', seconds: 60 }
  await create('limits', {
    name: 'bench tenant',
    scope: { tenantId: tenant.id },
    countBy: 'tenant',
    measure: 'tokens',
    window: { kind: 'quota', period: 'month' },
    amount,
  })
  await create('limits', {
    name: 'bench product',
    scope: { productId: product.id },
    countBy: 'product',
    measure: 'requests',
    window: minute,
    amount,
  })
  await create('limits', {
    name: 'bench subscription',
    scope: { subscriptionId: subscription.id },
    countBy: 'subscription',
    measure: 'tokens',
    window: minute,
    amount,
  })
  const { key } = await create(`subscriptions/${subscription.id}/keys`, { slot: 'primary' })
  const keeping = await create('products', { name: 'Bench kept', models, requiresApproval: false, cache: { mode: 'exact' } })
  await create(`products/${keeping.id}/publish`, {})
  const kept = await create('subscriptions', { tenantId: tenant.id, productId: keeping.id, name: 'bench kept' })
  return { key, keptKey: (await create(`subscriptions/${kept.id}/keys`, { slot: 'primary' })).key }
}
