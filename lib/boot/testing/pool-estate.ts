/** A pool of its own for one conformance case: backends, model, price, product and a key, in force when it returns. */
import assert from 'node:assert/strict'
import type { Answer, IssuedKey } from '@/lib/boot/testing/estate'
import { type JsonReply, post, recordOf, send, type Target } from '@/lib/boot/testing/target'

export type PoolMemberPlan = {
  baseUrl: string
  region?: string
  priority?: number
  weight?: number
  drainOnHangUp?: boolean
  /** Of the simulator; everybody else takes any. */
  key?: string
  deployment?: string
}

export type PoolEstate = {
  key: IssuedKey
  model: string
  poolId: string
  backendIds: string[]
  /** A chat call to the pool's model. */
  ask(content: string, more?: object, headers?: Record<string, string>): Promise<JsonReply>
  /** The record of an answered or failed call, after making sure that the ledger has as many as there were calls. */
  recordOf(reply: { headers: Headers }): Promise<Answer>
}

const PER_MILLION = { input: '1', output: '2' }

export async function buildPool(
  target: Target,
  name: string,
  members: readonly PoolMemberPlan[],
  pool: object = {},
  tenant: { regions?: string[] } = {},
): Promise<PoolEstate> {
  const { api } = target
  const tag = `${name} ${Math.random().toString(36).slice(2, 8)}`
  const model = tag.replaceAll(' ', '-')
  const backendIds: string[] = []
  for (const [i, { baseUrl, region, drainOnHangUp, key, deployment = model }] of members.entries()) {
    const backend = await api('POST', '/backends', {
      name: `${tag} ${i + 1}`,
      provider: 'openai',
      baseUrl,
      region,
      drainOnHangUp,
      credential: { kind: 'api-key', value: key ?? 'sk-sim-openai-key' },
      deployments: [{ model, name: deployment }],
    })
    backendIds.push(backend.id)
  }
  const made = await api('POST', '/pools', {
    name: tag,
    members: members.map(({ priority, weight }, i) => ({ backendId: backendIds[i], priority: priority ?? i + 1, weight })),
    ...pool,
  })
  const shape = { capabilities: ['chat'], contextWindow: 100_000, maxOutputTokens: 1_000 }
  await api('POST', '/models', { name: model, poolId: made.id, ...shape })
  await api('POST', '/prices', { model, currency: 'USD', effectiveFrom: '2026-01-01T00:00:00Z', perMillion: PER_MILLION })
  const product = await api('POST', '/products', { name: tag, models: [model], requiresApproval: false })
  await api('POST', `/products/${product.id}/publish`, {}, product.version)
  const { id: tenantId } = await api('POST', '/tenants', {
    name: tag,
    costCentre: 'CC',
    timeZone: 'UTC',
    currency: 'USD',
    ...tenant,
  })
  const subscription = await api('POST', '/subscriptions', { tenantId, productId: product.id, name: tag })
  const { id, key } = await api('POST', `/subscriptions/${subscription.id}/keys`, { slot: 'primary' })
  await untilInForce(target, key)
  let calls = 0
  return {
    key: { id, key, subscriptionId: subscription.id },
    model,
    poolId: made.id,
    backendIds,
    ask(content, more = {}, headers = {}) {
      calls++
      return post(target, '/v1/chat/completions', key, { model, messages: [{ role: 'user', content }], ...more }, headers)
    },
    async recordOf(reply) {
      const record = await recordOf(target, reply.headers.get('x-request-id'))
      const { items } = (await api('GET', `/calls?subscriptionId=${subscription.id}`)) as unknown as { items: Answer[] }
      assert.ok(items.length <= calls, `${items.length} records of ${calls} calls`)
      assert.equal(items.filter(({ id: callId }) => callId === record.id).length, 1)
      return record
    },
  }
}

/** Until a gateway knows the key and what it may use. */
export async function untilInForce(target: Target, key: string): Promise<void> {
  for (let i = 0; i < 1_000; i++) {
    const { status, text } = await send(target, 'GET', '/v1/models', { authorization: `Bearer ${key}` })
    if (status === 200 && text.includes('"id"')) return
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
  throw new Error('what was made has not reached the gateway')
}
