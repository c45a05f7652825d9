/**
 * The estate the gateway's conformance cases run on, made through the management API, whoever speaks it: over HTTP against a
 * running server, or by the same table of operations in one process.
 */

import { setTimeout as sleep } from 'node:timers/promises'
import { zoneAtNoon } from '@/lib/boot/testing/zone-at-noon'
import type { Fleet } from '@/lib/contracts/fleet'

/** Sends a request of the management API and returns the parsed answer; fails loudly on any refusal. */
export type Api = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: object, version?: number) => Promise<Answer>

export type Answer = { id: string; version: number; key: string } & Record<string, unknown>

export type IssuedKey = { id: string; key: string; subscriptionId: string }

export type Estate = {
  tenantId: string
  models: { mini: string; large: string; embed: string }
  /** A key of a product without limits. */
  open: IssuedKey
  expired: IssuedKey
  revoked: IssuedKey
  suspended: IssuedKey
  /** May be used from a network nobody here is in. */
  elsewhere: IssuedKey
  /** A product that fills in temperature and max_tokens. */
  defaults: IssuedKey
  /** 3 calls per minute. */
  fewCalls: IssuedKey
  /** 200 tokens per day. */
  smallQuota: IssuedKey & { limitId: string }
  /** 1,000 tokens per minute. */
  smallRate: IssuedKey
  /** Two calls a second; more wait half a minute for their turn. */
  patient: IssuedKey
}

type Builder = { api: Api; tenantId: string; tag: string }

/**
 * Makes an estate of its own: names carry the tag, so that several can live in one database. Its tenant's day ends hours from
 * now, unless a test by a clock of its own wants a zone.
 */
export async function buildEstate(api: Api, simulatorUrl: string, tag: string, timeZone = zoneAtNoon()): Promise<Estate> {
  const tenant = await api('POST', '/tenants', {
    name: `Tenant ${tag}`,
    costCentre: `CC-${tag}`,
    timeZone,
    currency: 'USD',
  })
  const builder: Builder = { api, tenantId: tenant.id, tag }
  const models = await buildModels(builder, simulatorUrl)
  const open = await buildProduct(builder, 'open', models)
  const expiring = await subscribe(builder, open.productId, 'expired')
  const expiresAtMs = Date.now() + 2_500
  const expired = await issue(builder, expiring, { expiresAt: new Date(expiresAtMs).toISOString() })
  const revoked = await issue(builder, await subscribe(builder, open.productId, 'revoked'))
  const suspended = await issue(builder, await subscribe(builder, open.productId, 'suspended'))
  const elsewhere = await issue(builder, await subscribe(builder, open.productId, 'elsewhere'), { cidrs: ['203.0.113.0/24'] })
  const subscription = await api('GET', `/subscriptions/${suspended.subscriptionId}`)
  await api('POST', `/subscriptions/${suspended.subscriptionId}/suspend`, { reason: 'a test' }, subscription.version)
  await api('DELETE', `/keys/${revoked.id}`)
  const defaults = await buildProduct(builder, 'defaults', models, { requestDefaults: { temperature: 0.25, max_tokens: 33 } })
  const fewCalls = await buildProduct(builder, 'few calls', models)
  await limit(builder, fewCalls.productId, {
    name: `3 calls a minute ${tag}`,
    measure: 'requests',
    window: { kind: 'rate', seconds: 60 },
    amount: 3,
  })
  const smallQuota = await buildProduct(builder, 'small quota', models)
  const quota = await limit(builder, smallQuota.productId, {
    name: `200 tokens a day ${tag}`,
    measure: 'tokens',
    window: { kind: 'quota', period: 'day' },
    amount: 200,
  })
  const smallRate = await buildProduct(builder, 'small rate', models)
  await limit(builder, smallRate.productId, {
    name: `1,000 tokens a minute ${tag}`,
    measure: 'tokens',
    window: { kind: 'rate', seconds: 60 },
    amount: 1_000,
  })
  const patient = await buildProduct(builder, 'patient', models)
  const inTurn = {
    name: `2 a second ${tag}`,
    measure: 'requests',
    window: { kind: 'rate', seconds: 1 },
    amount: 2,
    onExceed: 'wait',
    waitMs: 30_000,
  }
  await limit(builder, patient.productId, inTurn)
  await sleep(Math.max(0, expiresAtMs + 100 - Date.now()))
  await untilHeardOf(api)
  return {
    tenantId: tenant.id,
    models,
    open: open.key,
    expired,
    revoked,
    suspended,
    elsewhere,
    defaults: defaults.key,
    fewCalls: fewCalls.key,
    smallQuota: { ...smallQuota.key, limitId: quota.id },
    smallRate: smallRate.key,
    patient: patient.key,
  }
}

/** Until every gateway has said that it knows all that was made. */
async function untilHeardOf(api: Api): Promise<void> {
  for (let i = 0; i < 300; i++) {
    const { replicas } = (await api('GET', '/fleet')) as unknown as Fleet
    const gateways = replicas.filter(({ servesCalls, state }) => servesCalls && state !== 'missing')
    if (gateways.length > 0 && gateways.every(({ catalogBehind }) => catalogBehind === 0)) return
    await sleep(100)
  }
  throw new Error('what was made has not reached every gateway')
}

async function buildModels({ api, tag }: Builder, simulatorUrl: string): Promise<Estate['models']> {
  const names = { mini: `mini-${tag}`, large: `large-${tag}`, embed: `embed-${tag}` }
  const members = []
  for (const [index, weight] of [60, 40].entries()) {
    const number = `0${index + 1}`
    const backend = await api('POST', '/backends', {
      name: `apimaoai${number} ${tag}`,
      provider: 'azure-openai',
      baseUrl: `${simulatorUrl}/apimaoai${number}`,
      region: index === 0 ? 'swedencentral' : 'francecentral',
      apiVersion: '2024-10-21',
      credential: { kind: 'api-key', value: `sim-apimaoai${number}-key` },
      deployments: [
        { model: names.mini, name: `chat-mini-${number}` },
        { model: names.large, name: `chat-large-${number}` },
        { model: names.embed, name: `embed-small-${number}` },
      ],
    })
    members.push({ backendId: backend.id, priority: 1, weight })
  }
  const openai = await api('POST', '/backends', {
    name: `openai ${tag}`,
    provider: 'openai',
    baseUrl: `${simulatorUrl}/openai/v1`,
    credential: { kind: 'api-key', value: 'sk-sim-openai-key' },
    deployments: [{ model: names.mini, name: 'gpt-4o-mini' }],
  })
  members.push({ backendId: openai.id, priority: 2, weight: 100 })
  const tripDuration = 'PT1S'
  const failureCondition = {
    count: 3,
    interval: 'PT10S',
    statusCodeRanges: [
      { min: 429, max: 429 },
      { min: 500, max: 599 },
    ],
  }
  const pool = await api('POST', '/pools', {
    name: `Pool ${tag}`,
    strategy: 'weighted',
    members,
    breaker: { failureCondition, tripDuration, acceptRetryAfter: true },
  })
  const effectiveFrom = '2026-01-01T00:00:00Z'
  for (const [kind, name] of Object.entries(names)) {
    const capabilities = [kind === 'embed' ? 'embeddings' : 'chat']
    await api('POST', '/models', { name, poolId: pool.id, capabilities, contextWindow: 128_000, maxOutputTokens: 16_384 })
    await api('POST', '/prices', {
      model: name,
      currency: 'USD',
      effectiveFrom,
      perMillion: { input: '0.15', cacheRead: '0.075', output: '0.60' },
    })
  }
  return names
}

async function buildProduct(
  builder: Builder,
  name: string,
  models: Estate['models'],
  settings: object = {},
): Promise<{ productId: string; key: IssuedKey }> {
  const { api, tag } = builder
  const product = await api('POST', '/products', {
    name: `${name} ${tag}`,
    models: [models.mini, models.embed],
    requiresApproval: false,
    ...settings,
  })
  await api('POST', `/products/${product.id}/publish`, {}, product.version)
  return { productId: product.id, key: await issue(builder, await subscribe(builder, product.id, name)) }
}

async function subscribe({ api, tenantId, tag }: Builder, productId: string, name: string): Promise<string> {
  return (await api('POST', '/subscriptions', { tenantId, productId, name: `${name} ${tag}` })).id
}

async function issue({ api }: Builder, subscriptionId: string, settings: object = {}): Promise<IssuedKey> {
  const { id, key } = await api('POST', `/subscriptions/${subscriptionId}/keys`, { slot: 'primary', ...settings })
  return { id, key, subscriptionId }
}

async function limit({ api }: Builder, productId: string, settings: object): Promise<Answer> {
  return api('POST', '/limits', { scope: { productId }, countBy: 'subscription', ...settings })
}
