import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '@/lib/access/actor'
import { parsePublicId } from '@/lib/base/ids'
import { isMetadataHost } from '@/lib/control/backends/backend-address'
import { createBackend, deleteBackend, updateBackend } from '@/lib/control/backends/backend-commands'
import { testBackend } from '@/lib/control/backends/test-backend'
import { createModel, deleteModel } from '@/lib/control/models/model-commands'
import { createPool, deletePool, updatePool } from '@/lib/control/pools/pool-operations'
import { createPrice, listPrices } from '@/lib/control/prices/price-operations'
import { createProduct, deleteProduct, updateProduct } from '@/lib/control/products/product-commands'
import { deprecateProduct, publishProduct, retireProduct } from '@/lib/control/products/product-states'
import { makeActor, startTestControl, type TestControl } from '@/lib/control/testing/test-control'
import { makeEstate, PLANTED_CREDENTIAL, type TestEstate } from '@/lib/control/testing/test-estate'

let control: TestControl
let estate: TestEstate
let admin: Actor

beforeAll(async () => {
  control = await startTestControl()
  estate = await makeEstate(control.system)
  admin = await makeActor(control, { platformRole: 'admin' })
})

afterAll(() => control.close())

const any = { ifMatch: '*' }
const api = { provider: 'openai-compatible' as const, baseUrl: 'https://llm.example.com/v1' }

describe('a credential', () => {
  it('comes back as its kind and when it was set, no more', () => {
    expect(estate.backend.credential).toEqual({ kind: 'api-key', setAt: expect.any(String), uri: null, clientId: null })
  })

  it('goes to the connection test in the clear, opened with the backend it belongs to', async () => {
    expect(await testBackend(admin, { id: estate.backend.id })).toEqual({
      ok: true,
      status: 200,
      latencyMs: 12,
      message: 'answers',
    })
    expect(control.probed.at(-1)).toMatchObject({ credential: PLANTED_CREDENTIAL, credentialKind: 'api-key' })
  })

  it('stays when the path changes, and is cleared when scheme, host or port do', async () => {
    const { id } = await createBackend(admin, { name: 'mover', ...api, credential: { kind: 'api-key', value: 'sk-1' } })
    const to = (baseUrl: string) => updateBackend(admin, { id, baseUrl }, any)
    expect((await to('https://llm.example.com/v2')).credential.kind).toBe('api-key')
    expect((await to('https://llm.example.com:8443/v2')).credential).toEqual({
      kind: 'none',
      setAt: null,
      uri: null,
      clientId: null,
    })
    const row = await control.db.backend.findUniqueOrThrow({ where: { id: parsePublicId('backend', id) ?? '' } })
    expect(row.credentialCipher).toBeNull()
    const both = { id, baseUrl: 'https://other.example.com', credential: { kind: 'api-key' as const, value: 'sk-2' } }
    expect((await updateBackend(admin, both, any)).credential.kind).toBe('api-key')
  })
})

describe('an address', () => {
  it.each([
    'http://169.254.169.254/latest',
    'http://2852039166/',
    'http://[::ffff:169.254.169.254]/',
    'http://metadata.google.internal/',
    'http://[fe80::1]/',
    'http://168.63.129.16/',
    'http://10.0.0.1/',
  ])('%s is refused', async (baseUrl) => {
    await expect(createBackend(admin, { name: baseUrl, provider: 'openai', baseUrl })).rejects.toMatchObject({
      code: 'backend.address_refused',
      fields: [{ path: 'baseUrl' }],
    })
  })

  it('with a user name, a query or another scheme is not one', async () => {
    for (const baseUrl of ['https://user:pass@llm.example.com', 'https://llm.example.com?x=1', 'file:///etc/passwd']) {
      await expect(createBackend(admin, { name: baseUrl, provider: 'openai', baseUrl })).rejects.toMatchObject({
        code: 'request.invalid',
      })
    }
  })

  it('that is public is no metadata service', () => {
    for (const host of ['8.8.8.8', 'apimaoai01.openai.azure.com', '2001:4860:4860::8888'])
      expect(isMetadataHost(host)).toBe(false)
  })
})

describe('what is in use', () => {
  it('is not deleted, and the answer says by what', async () => {
    const by = (text: string) => ({ code: 'resource.in_use', public: expect.stringContaining(text) })
    await expect(deleteBackend(admin, { id: estate.backend.id }, any)).rejects.toMatchObject(by('acme pool'))
    await expect(deletePool(admin, { id: estate.pool.id }, any)).rejects.toMatchObject(by('acme-mini'))
    await expect(deleteModel(admin, { id: estate.model.id }, any)).rejects.toMatchObject(by('acme product'))
    await expect(deleteProduct(admin, { id: estate.product.id }, any)).rejects.toMatchObject(by('1 subscription'))
  })

  it('can be deleted in the right order', async () => {
    const backend = await createBackend(admin, { name: 'temporary', ...api })
    const pool = await createPool(admin, { name: 'temporary', members: [{ backendId: backend.id }] })
    const sizes = { capabilities: ['chat'], contextWindow: 8000, maxOutputTokens: 1000 }
    const model = await createModel(admin, { name: 'temporary', poolId: pool.id, ...sizes })
    const product = await createProduct(admin, { name: 'temporary', models: ['temporary'] })
    await deleteProduct(admin, { id: product.id }, any)
    await deleteModel(admin, { id: model.id }, any)
    await deletePool(admin, { id: pool.id }, any)
    expect(await deleteBackend(admin, { id: backend.id }, any)).toEqual({ deleted: true })
  })
})

describe('a pool', () => {
  it('takes the breaker rule in the words of API Management', async () => {
    const rule = {
      failureCondition: { count: 3, interval: 'PT1M', statusCodeRanges: [{ min: 500, max: 599 }], errorReasons: ['timeout'] },
      tripDuration: 'PT10S',
      acceptRetryAfter: true,
    }
    const members = [{ backendId: estate.backend.id, priority: 2, weight: 50 }]
    const pool = await createPool(admin, { name: 'ruled', strategy: 'least-latency', members, breaker: rule })
    expect(pool).toMatchObject({
      strategy: 'least-latency',
      breaker: rule,
      members: [{ priority: 2, weight: 50, backendName: 'acme backend' }],
    })
    expect((await updatePool(admin, { id: pool.id, breaker: null }, any)).breaker).toBeNull()
    const both = { ...rule, failureCondition: { ...rule.failureCondition, percentage: 50 } }
    await expect(updatePool(admin, { id: pool.id, breaker: both }, any)).rejects.toMatchObject({ code: 'request.invalid' })
  })
})

describe('a product', () => {
  it('is published, deprecated, retired and published again', async () => {
    const { id } = await createProduct(admin, { name: 'lifecycle', models: ['acme-mini'] })
    expect((await publishProduct(admin, { id })).state).toBe('published')
    expect((await deprecateProduct(admin, { id })).state).toBe('deprecated')
    expect((await retireProduct(admin, { id })).state).toBe('retired')
    await expect(deprecateProduct(admin, { id })).rejects.toMatchObject({ code: 'resource.wrong_state' })
    expect((await publishProduct(admin, { id })).state).toBe('published')
  })

  it('names only models there are, and is not published without any', async () => {
    const unknown = createProduct(admin, { name: 'unknown', models: ['acme-mini', 'gpt-9'] })
    await expect(unknown).rejects.toMatchObject({
      code: 'request.invalid',
      fields: [{ path: 'models', message: expect.stringContaining('gpt-9') }],
    })
    const { id } = await createProduct(admin, { name: 'empty', models: [] })
    await expect(publishProduct(admin, { id })).rejects.toMatchObject({ code: 'resource.wrong_state' })
    expect((await updateProduct(admin, { id, models: ['acme-mini'], requestDefaults: { max_tokens: 800 } }, any)).models).toEqual(
      ['acme-mini'],
    )
    expect((await publishProduct(admin, { id })).requestDefaults).toEqual({ max_tokens: 800 })
  })
})

describe('a price', () => {
  it('is followed, never changed, and the list says until when it holds', async () => {
    const next = {
      model: 'acme-mini',
      currency: 'EUR',
      effectiveFrom: '2026-12-01T00:00:00Z',
      perMillion: { input: '0.000000001', output: '12' },
    }
    const made = await createPrice(admin, next)
    expect(made.perMillion).toMatchObject({ input: '0.000000001', output: '12', cacheRead: null })
    await expect(createPrice(admin, next)).rejects.toMatchObject({ code: 'resource.conflict' })
    const { items } = await listPrices(admin, { model: 'acme-mini' })
    expect(items.map((price) => price.effectiveTo)).toEqual([null, '2026-12-01T00:00:00.000Z'])
    const now = await listPrices(admin, { at: '2026-11-15T00:00:00Z' })
    expect(now.items.map((price) => price.id)).toEqual([estate.price.id])
  })

  it('is a decimal string, exactly', async () => {
    const wrong = { model: 'acme-mini', currency: 'EUR', effectiveFrom: '2027-01-01T00:00:00Z' }
    for (const input of ['0.0000000001', '-1', '1e3', 0.15]) {
      const made = createPrice(admin, { ...wrong, perMillion: { input: input as string, output: '1' } })
      await expect(made).rejects.toMatchObject({ code: 'request.invalid' })
    }
  })
})
