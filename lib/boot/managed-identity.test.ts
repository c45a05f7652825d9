/** Backends whose credential is not stored here: this host's identity and Key Vault, through the gateway and in the connection test. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { setLibraryEnv } from '@/lib/base/env'
import { buildEstate } from '@/lib/boot/testing/estate'
import { until } from '@/lib/boot/testing/limit-products'
import { chat, post, seenUpstream, type Target } from '@/lib/boot/testing/target'
import { startTestGateway, type TestGateway } from '@/lib/boot/testing/test-gateway'
import { type SimulatedIdentity, startIdentity } from '@/simulator/azure/identity/start-identity'
import { createVault, type SimulatedVault } from '@/simulator/azure/vault/vault'

let service: SimulatedIdentity
let vault: SimulatedVault
let gateway: TestGateway
let target: Target

beforeAll(async () => {
  vault = createVault()
  service = await startIdentity([], [vault.answer])
  setLibraryEnv('IDENTITY_ENDPOINT', `${service.url}/msi/token`)
  setLibraryEnv('IDENTITY_HEADER', 'simulated')
  gateway = await startTestGateway()
  const { url, simulator, api } = gateway
  target = { url, simulatorUrl: simulator.url, api, estate: await buildEstate(api, simulator.url, 'identity') }
})
afterAll(async () => {
  await gateway?.close()
  await service.close()
})

/** A key of a product whose one model is served by a backend with this credential. */
async function keyFor(name: string, credential: object): Promise<{ key: string; backendId: string; model: string }> {
  const { api, estate, simulatorUrl } = target
  const backend = await api('POST', '/backends', {
    name,
    provider: 'azure-openai',
    baseUrl: `${simulatorUrl}/apimaoai01`,
    credential,
    deployments: [{ model: name, name: 'chat-mini-01' }],
  })
  const pool = await api('POST', '/pools', { name, members: [{ backendId: backend.id, priority: 1, weight: 1 }] })
  await api('POST', '/models', { name, poolId: pool.id, capabilities: ['chat'], contextWindow: 8_000, maxOutputTokens: 4_000 })
  const product = await api('POST', '/products', { name, models: [name], requiresApproval: false })
  await api('POST', `/products/${product.id}/publish`, {}, product.version)
  const subscription = await api('POST', '/subscriptions', { tenantId: estate.tenantId, productId: product.id, name })
  const { key } = await api('POST', `/subscriptions/${subscription.id}/keys`, { slot: 'primary' })
  await until(
    async () => (await fetch(`${target.url}/v1/models`, { headers: { authorization: `Bearer ${key}` } })).status === 200,
  )
  return { key, backendId: backend.id, model: name }
}

const call = (key: string, model: string, text: string) =>
  post(target, '/v1/chat/completions', key, chat(model, text, { max_tokens: 5 }))
const test = async (backendId: string) =>
  (await target.api('POST', `/backends/${backendId}/test`)) as unknown as { ok: boolean; message: string }

describe('a backend without a stored credential', () => {
  it('is called with a token of this host’s identity, asked for once', async () => {
    const { key, backendId, model } = await keyFor('by-identity', { kind: 'managed-identity' })
    const before = service.entra.asked.managed
    const answers = await Promise.all(Array.from({ length: 20 }, () => call(key, model, 'by identity')))
    // The simulated resource knows keys alone: what counts is what it was shown.
    expect(answers.every(({ status }) => status === 200 || status === 502)).toBe(true)
    expect(service.entra.asked.managed).toBe(before + 1)
    const [seen] = await seenUpstream(target, 'by identity')
    const token = seen?.headers.authorization?.replace('Bearer ', '') ?? ''
    expect(service.entra.isIssued(token, 'https://cognitiveservices.azure.com')).toBe(true)
    expect(seen?.headers['api-key']).toBeUndefined()
    const backend = await target.api('GET', `/backends/${backendId}`)
    expect(backend.credential).toMatchObject({ kind: 'managed-identity', clientId: null, uri: null })
  })

  it('is called with the secret of a vault, which is asked for once', async () => {
    vault.set('azure-openai', 'sim-apimaoai01-key')
    const { key, backendId, model } = await keyFor('by-vault', { kind: 'key-vault', uri: `${service.url}/secrets/azure-openai` })
    expect((await call(key, model, 'by vault')).status).toBe(200)
    expect(await test(backendId)).toMatchObject({ ok: true })
    const asked = vault.asked
    for (let i = 0; i < 10; i++) expect((await call(key, model, 'by vault')).status).toBe(200)
    expect(vault.asked).toBe(asked)
  })

  it('uses a new version of the secret once the old one is refused, without a restart', async () => {
    vault.set('rotated', 'no-key-of-this-resource')
    const { key, model } = await keyFor('by-rotation', { kind: 'key-vault', uri: `${service.url}/secrets/rotated` })
    expect((await call(key, model, 'rotated')).status).toBe(502)
    vault.set('rotated', 'sim-apimaoai01-key')
    await expect.poll(async () => (await call(key, model, 'rotated')).status, { timeout: 60_000, interval: 500 }).toBe(200)
  }, 90_000)

  it('says in its test why no credential can be had, and nothing of it', async () => {
    const missing = await keyFor('by-nothing', { kind: 'key-vault', uri: `${service.url}/secrets/nobody` })
    expect(await test(missing.backendId)).toMatchObject({ ok: false, message: 'There is no such secret in the vault.' })
    const answer = await call(missing.key, missing.model, 'no secret')
    expect(answer.status).toBe(502)
    expect(answer.text).not.toContain('nobody')
  })

  it('takes no address that is not a vault’s secret, and none without TLS elsewhere', async () => {
    const { api, simulatorUrl } = target
    const make = (uri: string) =>
      api('POST', '/backends', {
        name: uri,
        provider: 'azure-openai',
        baseUrl: simulatorUrl,
        credential: { kind: 'key-vault', uri },
      })
    await expect(make('https://v.vault.azure.net/keys/a')).rejects.toThrow('must be the address of a secret')
    await expect(make('http://v.vault.azure.net/secrets/a')).rejects.toThrow('https')
    await expect(make('https://169.254.169.254/secrets/a')).rejects.toThrow('never allowed')
  })
})
