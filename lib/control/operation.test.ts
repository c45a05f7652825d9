import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '@/lib/access/actor'
import { listAudit } from '@/lib/control/audit/audit-queries'
import { verifyChain } from '@/lib/control/audit/verify-audit'
import { issueKey } from '@/lib/control/keys/issue-key'
import { createTenant, updateTenant } from '@/lib/control/tenants/tenant-commands'
import { getTenant, listTenants } from '@/lib/control/tenants/tenant-queries'
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

const fields = { costCentre: 'CC', timeZone: 'UTC', currency: 'USD' }

describe('an operation', () => {
  it('names every mistake of its input', async () => {
    const wrong = createTenant(admin, {
      name: ' ',
      costCentre: 'x',
      timeZone: 'Mars/Olympus',
      currency: 'XYZ',
      colour: 'red',
    } as never)
    await expect(wrong).rejects.toMatchObject({
      code: 'request.invalid',
      fields: expect.arrayContaining([
        { path: 'name', message: 'must not be empty' },
        { path: 'timeZone', message: 'must be a time zone such as Europe/Berlin' },
        { path: 'currency', message: 'is not an ISO 4217 currency' },
        { path: 'colour', message: 'is not a field here' },
      ]),
    })
  })

  it('answers a conflict where a name is taken', async () => {
    await expect(createTenant(admin, { name: 'acme', ...fields })).rejects.toMatchObject({
      code: 'resource.conflict',
      public: 'There is already one with this name.',
    })
  })

  it('refuses whoever has no role for it', async () => {
    const viewer = await makeActor(control, { memberships: { [estate.tenantUuid]: 'viewer' } })
    await expect(createTenant(viewer, { name: 'mine', ...fields })).rejects.toMatchObject({ code: 'access.denied' })
  })

  it('pages through a list without skipping or repeating', async () => {
    for (let i = 0; i < 7; i++) await createTenant(admin, { name: `page ${i}`, ...fields })
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await listTenants(admin, { search: 'page', limit: 3, sort: '-name', ...(cursor ? { cursor } : {}) })
      seen.push(...page.items.map((item) => item.name))
      cursor = page.nextCursor ?? undefined
    } while (cursor)
    expect(seen).toEqual([6, 5, 4, 3, 2, 1, 0].map((i) => `page ${i}`))
  })

  it('refuses a cursor of another list', async () => {
    await expect(listTenants(admin, { cursor: 'bm90IG91cnM' })).rejects.toMatchObject({ code: 'request.invalid' })
  })
})

describe('a versioned write', () => {
  it('needs If-Match, and answers the current resource where it is stale', async () => {
    const tenant = await createTenant(admin, { name: 'versions', ...fields })
    const write = (ifMatch?: string) => updateTenant(admin, { id: tenant.id, costCentre: 'CC-2' }, { ifMatch })
    await expect(write()).rejects.toMatchObject({ code: 'request.precondition_required' })
    expect(await write('"1"')).toMatchObject({ version: 2, costCentre: 'CC-2' })
    await expect(write('"1"')).rejects.toMatchObject({ code: 'request.stale', current: { version: 2 } })
  })

  it('lets one of many through that all saw the same version', async () => {
    const tenant = await createTenant(admin, { name: 'race', ...fields })
    const writes = Array.from({ length: 10 }, (_, i) =>
      updateTenant(admin, { id: tenant.id, costCentre: `CC-${i}` }, { ifMatch: '"1"' }).then(
        () => 'written',
        (fault) => fault.code,
      ),
    )
    const results = await Promise.all(writes)
    expect(results.filter((result) => result === 'written')).toHaveLength(1)
    expect(results.filter((result) => result === 'request.stale')).toHaveLength(9)
    expect(await getTenant(admin, { id: tenant.id })).toMatchObject({ version: 2 })
  })
})

describe('an Idempotency-Key', () => {
  it('makes one only, and answers the replay', async () => {
    const make = () => createTenant(admin, { name: 'once', ...fields }, { idempotencyKey: 'k-1' })
    const answers = await Promise.all([make(), make(), make()])
    expect(new Set(answers.map((answer) => answer.id)).size).toBe(1)
  })

  it('refuses another body under the same key', async () => {
    await createTenant(admin, { name: 'first body', ...fields }, { idempotencyKey: 'k-2' })
    const other = createTenant(admin, { name: 'other body', ...fields }, { idempotencyKey: 'k-2' })
    await expect(other).rejects.toMatchObject({ code: 'request.idempotency_mismatch' })
  })

  it('never shows a secret twice', async () => {
    const issue = () => issueKey(admin, { id: estate.subscription.id, slot: 'secondary' }, { idempotencyKey: 'k-3' })
    const first = await issue()
    const replay = await issue()
    expect(first.key).toMatch(/^tg_/)
    expect(replay).toEqual({ ...first, key: null, replayed: true })
    const kept = await control.db.idempotencyKey.findMany()
    expect(JSON.stringify(kept)).not.toContain(first.key)
  })
})

describe('the audit trail', () => {
  it('stays dense and unbroken under a hundred commands at once', async () => {
    const before = await control.db.controlHead.findUniqueOrThrow({ where: { id: 1 } })
    await Promise.all(Array.from({ length: 100 }, (_, i) => createTenant(admin, { name: `parallel ${i}`, ...fields })))
    const head = await control.db.controlHead.findUniqueOrThrow({ where: { id: 1 } })
    expect(head.version - before.version).toBe(100n)
    expect(await control.db.auditEntry.count()).toBe(Number(head.version))
    const changed = await control.db.catalogChange.findMany({ distinct: ['version'], select: { version: true } })
    expect(changed).toHaveLength(Number(head.version))
    expect(await verifyChain(control.db)).toEqual({ ok: true, entries: Number(head.version), brokenAt: null })
  })

  it('shows where it was tampered with', async () => {
    const version = 3n
    const { actorName } = await control.db.auditEntry.findUniqueOrThrow({ where: { version } })
    await control.db.auditEntry.update({ where: { version }, data: { actorName: 'somebody else' } })
    expect(await verifyChain(control.db)).toMatchObject({ ok: false, brokenAt: 3 })
    await control.db.auditEntry.update({ where: { version }, data: { actorName } })
    expect(await verifyChain(control.db)).toMatchObject({ ok: true })
  })

  it('says who changed what, from where, before and after', async () => {
    const tenant = await createTenant(admin, { name: 'audited', ...fields }, { address: '192.0.2.7' })
    await updateTenant(admin, { id: tenant.id, costCentre: 'CC-9' }, { ifMatch: '1', address: '192.0.2.7' })
    const { items } = await listAudit(admin, { entityId: tenant.id })
    expect(items).toMatchObject([
      { action: 'tenants.update', address: '192.0.2.7', before: { costCentre: 'CC' }, after: { costCentre: 'CC-9' } },
      { action: 'tenants.create', actorName: admin.name, before: null },
    ])
  })

  it('holds no secret, nor does any table but the sealed columns', async () => {
    const entries = JSON.stringify(await control.db.auditEntry.findMany(), (_, value) =>
      typeof value === 'bigint' ? String(value) : value,
    )
    expect(entries).not.toContain(PLANTED_CREDENTIAL)
    expect(entries).not.toContain(estate.key.key)
    const backend = await control.db.backend.findFirstOrThrow()
    expect(Buffer.from(backend.credentialCipher ?? []).toString('utf8')).not.toContain(PLANTED_CREDENTIAL)
  })
})
