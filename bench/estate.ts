/** What calls of a benchmark pass: a tenant, a pool of two, a model with a price, a product, three limits far away, a key. */

export async function buildEstate(url: string, token: string, upstream: string): Promise<string> {
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
  const product = await create('products', { name: 'Bench', models: ['bench'], requiresApproval: false })
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
  return (await create(`subscriptions/${subscription.id}/keys`, { slot: 'primary' })).key
}
