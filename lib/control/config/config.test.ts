import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import type { Actor } from '@/lib/access/actor'
import { applyConfig, exportConfig, getConfigDrift, planConfigChange } from '@/lib/control/config/config-operations'
import { createLimit } from '@/lib/control/limits/limit-commands'
import { makeActor, startTestControl, type TestControl } from '@/lib/control/testing/test-control'
import { makeEstate, PLANTED_CREDENTIAL } from '@/lib/control/testing/test-estate'

let control: TestControl
let admin: Actor

beforeAll(async () => {
  control = await startTestControl()
  const estate = await makeEstate(control.system)
  const twin = { name: 'twin', measure: 'requests' as const, window: { kind: 'rate' as const, seconds: 60 }, amount: 5 }
  await createLimit(control.system, { ...twin, scope: { productId: estate.product.id } })
  await createLimit(control.system, { ...twin, scope: { productId: estate.product.id } })
  await createLimit(control.system, {
    name: 'budget',
    scope: { tenantId: estate.tenant.id },
    measure: 'cost',
    window: { kind: 'quota', period: 'month' },
    amount: '250.50',
  })
  await createLimit(control.system, { name: 'at once', measure: 'concurrency', amount: 9 })
  admin = await makeActor(control, { platformRole: 'admin' })
})
afterAll(() => control.close())

const plan = (document: object | string, prune = false) =>
  planConfigChange(admin, { yaml: typeof document === 'string' ? document : stringify({ version: 1, ...document }), prune })
const apply = (document: object, more: object = {}) =>
  applyConfig(admin, { yaml: stringify({ version: 1, ...document }), ...more })
const exported = async () => (await exportConfig(admin, {})).yaml

const estateOf = (name: string) => ({
  backends: [
    {
      name: `${name} one`,
      provider: 'openai',
      baseUrl: 'https://llm.example.com/v1',
      credential: { kind: 'api-key', env: 'ONE_KEY' },
      deployments: { [name]: 'a' },
    },
    {
      name: `${name} two`,
      provider: 'openai',
      baseUrl: 'https://two.example.com/v1',
      region: 'west',
      deployments: { [`${name}-spare`]: 'b' },
    },
  ],
  pools: [
    { name, members: [{ backend: `${name} one` }], lastResort: { kind: 'model', model: `${name}-spare` } },
    { name: `${name} spare`, members: [{ backend: `${name} two`, weight: 7 }] },
  ],
  models: [
    { name, pool: name, aliases: [`${name}-latest`], capabilities: ['chat'], contextWindow: 1000, maxOutputTokens: 100 },
    { name: `${name}-spare`, pool: `${name} spare`, capabilities: ['chat'], contextWindow: 1000, maxOutputTokens: 100 },
  ],
  prices: [
    { model: name, currency: 'USD', effectiveFrom: '2026-01-01T00:00:00Z', perMillion: { input: '0.150', output: '0.60' } },
  ],
  tenants: [
    { name: `${name} child`, parent: `${name} parent`, costCentre: 'B', timeZone: 'UTC', currency: 'USD' },
    { name: `${name} parent`, costCentre: 'A', timeZone: 'Europe/Berlin', currency: 'USD' },
  ],
  products: [{ name, models: [name], state: 'published', requiresApproval: false }],
  limits: [
    {
      name,
      scope: { tenant: `${name} parent`, product: name },
      measure: 'tokens',
      window: { kind: 'quota', period: 'day' },
      amount: 1000,
    },
  ],
})

describe('the document', () => {
  it('comes back to nothing to do, and holds no secret', async () => {
    const yaml = await exported()
    expect(yaml).not.toContain(PLANTED_CREDENTIAL)
    expect(yaml).toContain('env: ACME_BACKEND_KEY')
    const back = await plan(yaml, true)
    expect(back).toMatchObject({ changes: [], unmanaged: [], problems: 0, secrets: [] })
    expect(back.same).toBe(11)
    expect(await applyConfig(admin, { yaml })).toEqual({ done: [], failure: null })
    expect(await exported()).toBe(yaml)
  })

  it.each([
    ['backends: []', 'It must begin with version: 1'],
    ['version: 1\nthings: []', 'things is not known'],
    ['version: 1\nmodels:\n  - name: x\n    pool: y\n    capabilities: chat', 'models[0] (x).capabilities'],
    ['version: 1\ntenants:\n  - name: [', 'It is not YAML'],
    [
      'version: 1\nbackends:\n  - {name: a, provider: openai, baseUrl: https://a.example.com, credential: {kind: api-key, value: sk-1}}',
      'backends[0] (a).credential',
    ],
  ])('that is wrong is told where: %s', async (yaml, message) => {
    await expect(plan(yaml)).rejects.toMatchObject({ code: 'request.invalid', public: expect.stringContaining(message) })
  })
})

describe('a plan', () => {
  it('says what is new and what would differ, field by field, and writes nothing', async () => {
    const before = await exported()
    const planned = await plan({
      tenants: [
        { name: 'acme', costCentre: 'NEW', timeZone: 'Europe/Berlin', currency: 'EUR' },
        { name: 'fresh', costCentre: 'F', timeZone: 'UTC', currency: 'EUR' },
      ],
    })
    expect(planned.changes).toMatchObject([
      {
        noun: 'tenants',
        name: 'acme',
        action: 'update',
        fields: [{ field: 'costCentre', from: 'CC-acme', to: 'NEW' }],
        problem: null,
      },
      { noun: 'tenants', name: 'fresh', action: 'create' },
    ])
    expect(await exported()).toBe(before)
  })

  it('takes a part of what is there, and says what something new lacks', async () => {
    const { changes } = await plan({
      tenants: [
        { name: 'acme', costCentre: 'PART' },
        { name: 'half', costCentre: 'H' },
      ],
    })
    expect(changes).toMatchObject([
      { name: 'acme', action: 'update', problem: null, fields: [{ field: 'costCentre' }] },
      { name: 'half', action: 'create', problem: 'timeZone is missing.' },
    ])
  })

  it('finds what cannot be done before anything is', async () => {
    const broken = { ...estateOf('broken'), pools: [{ name: 'broken', members: [{ backend: 'nobody' }] }] }
    const { changes, problems } = await plan(broken)
    expect(problems).toBeGreaterThan(0)
    expect(changes.find(({ noun }) => noun === 'pools')?.problem).toBe('There is no backend nobody.')
    await expect(apply(broken, { secrets: { ONE_KEY: 'sk' } })).rejects.toMatchObject({ code: 'request.invalid' })
    const dearer = {
      prices: [
        { model: 'acme-mini', currency: 'EUR', effectiveFrom: '2026-01-01T00:00:00Z', perMillion: { input: '9', output: '9' } },
      ],
    }
    expect((await plan(dearer)).changes[0]?.problem).toMatch(/Prices are never changed/)
  })
})

describe('applying', () => {
  it('makes a whole estate from one document, in the order it needs, once', async () => {
    const document = estateOf('made')
    await expect(apply(document)).rejects.toMatchObject({ fields: [{ path: 'secrets.ONE_KEY' }] })
    const { done, failure } = await apply(document, { secrets: { ONE_KEY: 'sk-from-the-environment' } })
    expect(failure).toBeNull()
    expect(done).toHaveLength(11)
    expect(await plan(document)).toMatchObject({ changes: [], same: 11 })
    expect(await apply(document)).toEqual({ done: [], failure: null })
    const child = await control.db.tenant.findUniqueOrThrow({ where: { name: 'made child' }, include: { parent: true } })
    expect(child.parent?.name).toBe('made parent')
    expect((await control.db.product.findUniqueOrThrow({ where: { name: 'made' } })).state).toBe('published')
    const pool = await control.db.pool.findUniqueOrThrow({ where: { name: 'made' } })
    expect(pool.routing).toMatchObject({ lastResort: { kind: 'model', model: 'made-spare' } })
    expect(await exported()).not.toContain('sk-from-the-environment')
    const actors = await control.db.auditEntry.findMany({ where: { noun: 'backend', actorName: admin.name } })
    expect(actors).toHaveLength(2)
  })

  it('marks as drift what was changed by hand since', async () => {
    expect(await getConfigDrift(admin, {})).toMatchObject({ appliedBy: admin.name, plan: { changes: [] } })
    await control.db.limit.updateMany({ where: { name: 'made' }, data: { amount: 7 } })
    const { plan: drift } = await getConfigDrift(admin, {})
    expect(drift?.changes).toMatchObject([{ noun: 'limits', fields: [{ field: 'amount', from: 7, to: 1000 }] }])
    await apply(estateOf('made'))
    expect((await getConfigDrift(admin, {})).plan?.changes).toEqual([])
  })

  it('removes what the document has not, where it is asked to and nothing uses it', async () => {
    const { limits } = estateOf('made')
    const planned = await plan({ limits }, true)
    expect(planned.changes.every(({ noun, action }) => noun === 'limits' && action === 'delete')).toBe(true)
    expect((await apply({ limits }, { prune: true })).done).toHaveLength(planned.changes.length)
    expect(await control.db.limit.count()).toBe(1)
    const failed = await apply({ backends: [estateOf('made').backends[1]] }, { prune: true })
    expect(failed.failure?.message).toMatch(/in these pools/)
  })

  it('is for admins; a token needs the rights of what it changes', async () => {
    const auditor = await makeActor(control, { platformRole: 'auditor' })
    expect((await exportConfig(auditor, {})).yaml).toContain('version: 1')
    await expect(applyConfig(auditor, { yaml: 'version: 1' })).rejects.toMatchObject({ code: 'access.denied' })
    const narrow: Actor = { ...admin, kind: 'token', scopes: ['config.*'] }
    const yaml = stringify({ version: 1, tenants: [{ name: 'no', costCentre: 'N', timeZone: 'UTC', currency: 'EUR' }] })
    expect((await applyConfig(narrow, { yaml })).failure?.message).toMatch(/tenants.create/)
  })
})
