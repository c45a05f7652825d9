import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { newUuid, parsePublicId } from '@/lib/base/ids'
import type { CommandContext } from '@/lib/control/context'
import type { Tx } from '@/lib/control/database'
import { deleteProduct, updateProduct } from '@/lib/control/products/product-commands'
import { getProduct, listProducts } from '@/lib/control/products/product-queries'
import { deprecateProduct, publishProduct, retireProduct } from '@/lib/control/products/product-states'
import { tellSubscribers } from '@/lib/control/products/tell-subscribers'
import { makeActor, START_MS, startTestControl, type TestControl } from '@/lib/control/testing/test-control'
import { makeEstate, type TestEstate } from '@/lib/control/testing/test-estate'

let control: TestControl
let estate: TestEstate
let owner: Awaited<ReturnType<typeof makeActor>>

beforeAll(async () => {
  control = await startTestControl()
  estate = await makeEstate(control.system)
  owner = await makeActor(control, { memberships: { [estate.tenantUuid]: 'owner' } })
})
beforeEach(() => control.clock.set(START_MS))
afterAll(() => control.close())

const inDays = (days: number) => new Date(START_MS + days * 86_400_000).toISOString()
const told = async () => {
  const notices = await control.db.notice.findMany({ orderBy: { createdAt: 'asc' }, include: { deliveries: true } })
  return notices.filter((notice) => notice.tenantId === estate.tenantUuid)
}

describe('what a product changes about its calls', () => {
  it('is kept as given, and header rules to backends are not shown to tenants', async () => {
    const { system } = control
    const { id } = estate.product
    const headerRules = {
      request: { set: { 'X-Team': 'cards' }, remove: ['User-Agent'] },
      answer: { set: { 'Cache-Control': 'no-store' }, remove: [] },
    }
    const corsOrigins = ['https://app.example.com']
    const routes = [{ model: estate.model.name, fallbacks: [{ model: estate.model.name }] }]
    await updateProduct(system, {
      id,
      requestForced: { temperature: 0 },
      headerRules,
      corsOrigins,
      systemPrompt: 'be kind',
      routes,
    })
    await expect(updateProduct(system, { id, routes: [{ model: 'nobody' }] })).rejects.toMatchObject({ code: 'request.invalid' })
    expect(await getProduct(system, { id })).toMatchObject({ requestForced: { temperature: 0 }, headerRules, corsOrigins })
    const seen = await getProduct(owner, { id })
    expect([seen.systemPrompt, seen.routes]).toEqual(['', []])
    expect((await getProduct(system, { id })).routes[0]).toMatchObject({ choose: 'split', stickBy: 'user', targets: [] })
    expect(seen.headerRules).toEqual({ ...headerRules, request: { set: {}, remove: [] } })
  })

  it.each([
    [{ requestForced: { model: 'other' } }, 'requestForced'],
    [{ headerRules: { request: { set: { Authorization: 'x' } } } }, 'headerRules.request.set'],
    [{ headerRules: { answer: { set: { 'x-y': 'a\r\nset-cookie: b' } } } }, 'headerRules.answer.set.x-y'],
    [{ corsOrigins: ['https://app.example.com/path'] }, 'corsOrigins.0'],
  ])('%j is refused at its field', async (fields, path) => {
    const fault = await updateProduct(control.system, { id: estate.product.id, ...fields } as never).catch((error) => error)
    expect([fault.code, fault.fields[0].path.startsWith(path)]).toEqual(['request.invalid', true])
  })

  it('counts its terms up when their text changes, and tells who subscribed', async () => {
    const { id } = estate.product
    const { termsVersion } = await getProduct(control.system, { id })
    await updateProduct(control.system, { id, terms: 'Be kind.' })
    await updateProduct(control.system, { id, description: 'The same terms.' })
    expect((await getProduct(control.system, { id })).termsVersion).toBe(termsVersion + 1)
    const notices = (await told()).filter((notice) => notice.topic === 'terms.changed')
    expect(notices).toHaveLength(1)
    expect(notices[0]?.deliveries.map((delivery) => delivery.userId)).toEqual([owner.userId])
  })
})

describe('the end of a product', () => {
  it('is told to each of many tenants in a few statements, however many they are', async () => {
    const { db, system } = control
    const product = await getProduct(system, { id: estate.product.id })
    const productId = parsePublicId('product', product.id) ?? ''
    const tenants = Array.from({ length: 120 }, (_, i) => ({
      id: newUuid(),
      name: `many ${i}`,
      costCentre: 'CC',
      currency: 'EUR',
      regions: [],
    }))
    await db.tenant.createMany({ data: tenants })
    const own = tenants.map(({ id }) => ({ tenantId: id, productId, name: 'mine', state: 'active' as const }))
    await db.subscription.createMany({ data: own })
    await db.membership.createMany({ data: tenants.map(({ id }) => ({ tenantId: id, userId: owner.userId, role: 'owner' })) })
    let statements = 0
    const counting = db.$extends({
      query: {
        $allOperations: ({ args, query }) => {
          statements++
          return query(args)
        },
      },
    })
    const context = { db: counting as unknown as Tx, now: new Date(START_MS) } as CommandContext
    await tellSubscribers(context, product, { ...product, state: 'retired', retiresAt: inDays(0) })
    const where = { notice: { tenantId: { in: tenants.map(({ id }) => id) } }, userId: owner.userId }
    expect(await db.delivery.count({ where })).toBe(120)
    expect(statements).toBeLessThan(10)
    await db.notice.deleteMany()
    await db.subscription.deleteMany({ where: { tenantId: { in: tenants.map(({ id }) => id) } } })
  })

  it('is announced with its date, put off, and comes by the clock', async () => {
    const { system, clock } = control
    const { id } = estate.product
    const before = (await told()).length
    const announced = await deprecateProduct(system, { id, retiresAt: inDays(30), note: 'Take Chat Premium.' })
    expect(announced).toMatchObject({ state: 'deprecated', retiresAt: inDays(30), retirementNote: 'Take Chat Premium.' })
    expect(await deprecateProduct(system, { id, retiresAt: inDays(30) })).toMatchObject({ version: announced.version })
    await deprecateProduct(system, { id, retiresAt: inDays(60) })
    const heard = (await told()).slice(before)
    expect(heard.map((notice) => [notice.topic, notice.title])).toEqual([
      ['product.retired', `${announced.name} retires on ${inDays(30).slice(0, 10)}`],
      ['product.retired', `${announced.name} retires on ${inDays(60).slice(0, 10)}`],
    ])
    expect(heard[0]?.text).toContain('Take Chat Premium.')
    clock.set(START_MS + 61 * 86_400_000)
    expect((await getProduct(system, { id })).state).toBe('retired')
    expect((await listProducts(system, { state: 'retired' })).items.map((product) => product.id)).toContain(id)
    expect((await listProducts(system, { state: 'deprecated' })).items.map((product) => product.id)).not.toContain(id)
    clock.set(START_MS)
    expect(await publishProduct(system, { id })).toMatchObject({ state: 'published', retiresAt: null, retirementNote: '' })
    expect((await told()).at(-1)?.title).toBe(`${announced.name} goes on`)
  })

  it('is at once where no date is given, and cannot lie in the past', async () => {
    const { system } = control
    const other = await makeEstate(system, 'ending')
    const { id } = other.product
    const late = await retireProduct(system, { id, at: inDays(-1) }).catch((error) => error)
    expect(late.fields).toEqual([{ path: 'at', message: 'must not be in the past' }])
    expect(await retireProduct(system, { id, at: inDays(3) })).toMatchObject({ state: 'deprecated', retiresAt: inDays(3) })
    expect(await retireProduct(system, { id })).toMatchObject({ state: 'retired', retiresAt: new Date(START_MS).toISOString() })
    expect((await retireProduct(system, { id })).state).toBe('retired')
    const fault = await deprecateProduct(system, { id }).catch((error) => error)
    expect(fault.code).toBe('resource.wrong_state')
    const inUse = await deleteProduct(system, { id }).catch((error) => error)
    expect(inUse.code).toBe('resource.in_use')
    const row = await control.db.product.findUniqueOrThrow({ where: { id: parsePublicId('product', id) ?? '' } })
    expect(row.state).toBe('retired')
  })
})
