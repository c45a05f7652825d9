import { mkdtempSync, readFileSync, rmSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '@/lib/access/actor'
import { parsePublicId, toPublicId } from '@/lib/base/ids'
import { auditDigest } from '@/lib/control/audit/audit-digest'
import { getAuditHead } from '@/lib/control/audit/audit-head'
import { listAudit } from '@/lib/control/audit/audit-queries'
import { erasePerson } from '@/lib/control/audit/erase-person'
import { restoreVersion } from '@/lib/control/audit/restore'
import { verifyAudit } from '@/lib/control/audit/verify-audit'
import { createLimit, deleteLimit, updateLimit } from '@/lib/control/limits/limit-commands'
import { getLimit } from '@/lib/control/limits/limit-queries'
import { createPool, deletePool, getPool, updatePool } from '@/lib/control/pools/pool-operations'
import { listPrices } from '@/lib/control/prices/price-operations'
import { createProduct, deleteProduct, updateProduct } from '@/lib/control/products/product-commands'
import { getProduct } from '@/lib/control/products/product-queries'
import { updateTenant } from '@/lib/control/tenants/tenant-commands'
import { makeActor, startTestControl, type TestControl } from '@/lib/control/testing/test-control'
import { makeEstate, type TestEstate } from '@/lib/control/testing/test-estate'
import { updateUser } from '@/lib/control/users/user-commands'
import { advanceControlHead } from '@/lib/db/control-head'
import { exportHead } from '@/lib/jobs/audit-jobs'

let control: TestControl
let acme: TestEstate
let admin: Actor
const any = { ifMatch: '*' }

beforeAll(async () => {
  control = await startTestControl()
  acme = await makeEstate(control.system, 'acme')
  admin = await makeActor(control, { platformRole: 'admin' })
})
afterAll(() => control.close())

const latest = async () => (await listAudit(admin, { limit: 1 })).items[0]
const latestVersion = async () => (await latest())?.version ?? 0

describe('a former version', () => {
  it('of a limit is brought back by an edit that says where it comes from', async () => {
    const limit = await createLimit(admin, {
      name: 'rpm',
      measure: 'requests',
      window: { kind: 'rate', seconds: 60 },
      amount: 600,
    })
    await updateLimit(admin, { id: limit.id, amount: 6, thresholds: [90] }, any)
    const bad = await latestVersion()
    expect(await restoreVersion(admin, { version: bad }, any)).toEqual({ noun: 'limit', id: limit.id, created: false })
    expect(await getLimit(admin, { id: limit.id })).toMatchObject({ amount: 600, thresholds: limit.thresholds, version: 3 })
    expect(await latest()).toMatchObject({ action: 'limits.update', after: { amount: 600, restoredFrom: bad } })
    await restoreVersion(admin, { version: bad, to: 'after' }, any)
    expect((await getLimit(admin, { id: limit.id })).amount).toBe(6)
  })

  it('is refused where somebody has changed it since it was looked at', async () => {
    const limit = await createLimit(admin, {
      name: 'seen',
      measure: 'requests',
      window: { kind: 'rate', seconds: 60 },
      amount: 1,
    })
    await updateLimit(admin, { id: limit.id, amount: 2 }, any)
    const stale = restoreVersion(admin, { version: await latestVersion() }, { ifMatch: '"1"' })
    await expect(stale).rejects.toMatchObject({ code: 'request.stale' })
  })

  it('of a limit that was deleted is made anew', async () => {
    const limit = await createLimit(admin, {
      name: 'gone',
      measure: 'requests',
      window: { kind: 'rate', seconds: 60 },
      amount: 9,
    })
    await deleteLimit(admin, { id: limit.id }, any)
    const restored = await restoreVersion(admin, { version: await latestVersion() })
    expect(restored).toEqual({ noun: 'limit', id: limit.id, created: true })
    expect(await getLimit(admin, { id: limit.id })).toMatchObject({ name: 'gone', amount: 9 })
  })

  it('of a limit that an owner had deleted comes back once, and is the owner’s again', async () => {
    const owner = await makeActor(control, { memberships: { [parsePublicId('tenant', acme.tenant.id) ?? '']: 'owner' } })
    const { id } = await createLimit(owner, {
      name: 'own',
      scope: { tenantId: acme.tenant.id },
      measure: 'tokens',
      window: { kind: 'quota', period: 'month' },
      amount: 1_000,
    })
    await deleteLimit(owner, { id }, any)
    const version = await latestVersion()
    expect(await restoreVersion(admin, { version })).toEqual({ noun: 'limit', id, created: true })
    expect(await getLimit(admin, { id })).toMatchObject({ setByOwner: true })
    await expect(restoreVersion(admin, { version })).rejects.toMatchObject({ code: 'request.precondition_required' })
    expect(await control.db.limit.count({ where: { name: 'own' } })).toBe(1)
  })

  it('of a product and a pool that were deleted comes back under the same id', async () => {
    const pool = await createPool(admin, { name: 'gone', members: [{ backendId: acme.backend.id }] })
    await deletePool(admin, { id: pool.id }, any)
    expect(await restoreVersion(admin, { version: await latestVersion() })).toMatchObject({ id: pool.id, created: true })
    const product = await createProduct(admin, { name: 'Gone', models: [] })
    await deleteProduct(admin, { id: product.id }, any)
    expect(await restoreVersion(admin, { version: await latestVersion() })).toMatchObject({ id: product.id, created: true })
  })

  it('of a product and of a pool has all its fields', async () => {
    const product = await getProduct(admin, { id: acme.product.id })
    await updateProduct(admin, { id: product.id, name: 'oops', requestDefaults: { max_tokens: 1 } }, any)
    await restoreVersion(admin, { version: await latestVersion() }, any)
    expect(await getProduct(admin, { id: product.id })).toMatchObject({
      name: product.name,
      models: product.models,
      requestDefaults: product.requestDefaults,
    })
    const pool = await getPool(admin, { id: acme.pool.id })
    const members = [{ backendId: acme.backend.id, priority: 3, weight: 7 }]
    await updatePool(admin, { id: pool.id, strategy: 'least-busy', members }, any)
    await restoreVersion(admin, { version: await latestVersion() }, any)
    expect(await getPool(admin, { id: pool.id })).toMatchObject({ strategy: pool.strategy, members: pool.members })
  })

  it('of a price is followed by one with the same figures, from now on', async () => {
    const made = (await listAudit(admin, { noun: 'price' })).items[0]
    const restored = await restoreVersion(admin, { version: made?.version ?? 0, to: 'after' })
    expect(restored.created).toBe(true)
    const price = (await listPrices(admin, {})).items.find(({ id }) => id === restored.id)
    expect(price?.perMillion).toEqual(acme.price.perMillion)
    expect(price?.effectiveFrom).toBe(new Date(control.clock.now()).toISOString())
  })

  it('of anything else, or of what was not there before, is not brought back', async () => {
    await updateTenant(admin, { id: acme.tenant.id, costCentre: 'CC-9' }, any)
    await expect(restoreVersion(admin, { version: await latestVersion() })).rejects.toMatchObject({
      code: 'resource.wrong_state',
    })
    await createLimit(admin, { name: 'new', measure: 'requests', window: { kind: 'rate', seconds: 60 }, amount: 1 })
    await expect(restoreVersion(admin, { version: await latestVersion() })).rejects.toMatchObject({
      code: 'resource.wrong_state',
    })
  })
})

describe('the chain', () => {
  it('stays whole when a person is taken out of it, who is then nowhere in it', async () => {
    const leaver = await makeActor(control, { platformRole: 'admin' })
    const id = toPublicId('user', leaver.userId)
    await updateTenant(leaver, { id: acme.tenant.id, costCentre: 'CC-10' }, { ...any, address: '203.0.113.9' })
    await updateUser(admin, { id, name: 'Lena Leaver' }, any)
    await expect(erasePerson(admin, { userId: id })).rejects.toMatchObject({ code: 'resource.wrong_state' })
    await updateUser(admin, { id, disabled: true }, any)
    const { email } = await control.db.user.findUniqueOrThrow({ where: { id: leaver.userId } })
    expect((await erasePerson(admin, { userId: id })).entries).toBeGreaterThanOrEqual(3)
    const all = JSON.stringify(await control.db.auditEntry.findMany(), (_, value) =>
      typeof value === 'bigint' ? `${value}` : value,
    )
    for (const trace of [email, 'Lena Leaver', leaver.name, '203.0.113.9']) expect(all).not.toContain(trace)
    expect(await verifyAudit(admin, {})).toMatchObject({ ok: true })
    const user = await control.db.user.findUniqueOrThrow({ where: { id: leaver.userId } })
    expect([user.name, user.passwordHash, user.platformRole]).toEqual(['Erased user', null, null])
  })

  it('loses a name that stands beside the id in what others did, in notices and in alerts', async () => {
    const person = await makeActor(control, { platformRole: 'admin' })
    const id = toPublicId('user', person.userId)
    const requestedBy = { id, name: person.name }
    const now = new Date(control.clock.now())
    const alert = { ruleName: 'r', severity: 'info', summary: 's', figure: 'calls', value: 1, threshold: 1 } as const
    const acknowledged = { acknowledgedBy: person.userId, acknowledgedName: person.name, pendingSince: now, seenAt: now }
    const { id: alertId } = await control.db.alert.create({ data: { ...alert, ...acknowledged } })
    await control.db.notice.create({ data: { topic: 'x', title: `${person.name} asks`, text: `Ask ${person.name}.` } })
    const entity = { entityId: parsePublicId('tenant', acme.tenant.id) ?? '', noun: 'tenant', tenantId: null, before: null }
    const by = { at: now, actorId: admin.userId, actorKind: 'user', actorName: admin.name, address: null, action: 'x' }
    const entry = { ...entity, ...by, after: { requestedBy, userId: id, userName: person.name } }
    await control.db.$transaction((tx) => advanceControlHead(tx, { ...entry, digest: auditDigest(entry), alters: [] }))
    await updateUser(admin, { id, disabled: true }, any)
    await erasePerson(admin, { userId: id })
    const left = [await control.db.auditEntry.findMany(), await control.db.notice.findMany(), await control.db.alert.findMany()]
    const all = JSON.stringify(left, (_, value) => (typeof value === 'bigint' ? `${value}` : value))
    expect(all).not.toContain(person.name)
    await control.db.alert.delete({ where: { id: alertId } })
    expect(await verifyAudit(admin, {})).toMatchObject({ ok: true })
  })

  it('takes a person out of those tokens named as well, and nobody else', async () => {
    const person = await makeActor(control, { platformRole: 'admin' })
    const id = toPublicId('user', person.userId)
    const { email } = await control.db.user.findUniqueOrThrow({ where: { id: person.userId } })
    const issuer = 'https://issuer.example'
    await control.db.identity.create({ data: { issuer, subject: 'signed-in', userId: person.userId } })
    const named = [
      { subject: 'signed-in', name: null },
      { subject: 'another-application', name: email.toUpperCase() },
      { subject: email, name: 'some application' },
      { subject: 'by-name', name: person.name },
      { subject: 'somebody-else', name: `${person.name} the Second` },
    ]
    await control.db.tokenUser.createMany({
      data: named.map((one) => ({ id: crypto.randomUUID(), issuer, ...one, seenAt: new Date(control.clock.now()) })),
    })
    await updateUser(admin, { id, disabled: true }, any)
    await erasePerson(admin, { userId: id })
    const left = await control.db.tokenUser.findMany({ where: { issuer } })
    expect(left.map(({ subject }) => subject)).toEqual(['somebody-else'])
  })

  it('loses a busy person in a few statements, however much they did', async () => {
    const busy = await makeActor(control, { platformRole: 'admin' })
    for (let i = 0; i < 60; i++) await updateTenant(busy, { id: acme.tenant.id, costCentre: `CC-${i}` }, any)
    const id = toPublicId('user', busy.userId)
    await updateUser(admin, { id, disabled: true }, any)
    const statements = async () => {
      const [row] = await control.db.$queryRaw<{ n: bigint }[]>`SELECT n FROM erasing`
      return Number(row?.n)
    }
    // Counts statements, not rows.
    await control.db.$executeRaw`CREATE TABLE erasing AS SELECT 0::bigint AS n`
    await control.db
      .$executeRaw`CREATE FUNCTION count_erasing() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS 'BEGIN UPDATE erasing SET n = n + 1; RETURN NULL; END'`
    for (const table of ['audit_erasures', 'audit_entries'])
      await control.db.$executeRawUnsafe(
        `CREATE TRIGGER count_erasing AFTER INSERT OR UPDATE ON ${table} FOR EACH STATEMENT EXECUTE FUNCTION count_erasing()`,
      )
    expect((await erasePerson(admin, { userId: id })).entries).toBeGreaterThanOrEqual(60)
    expect(await statements()).toBeLessThan(10)
    for (const table of ['audit_erasures', 'audit_entries'])
      await control.db.$executeRawUnsafe(`DROP TRIGGER count_erasing ON ${table}`)
    expect(await verifyAudit(admin, {})).toMatchObject({ ok: true })
  })

  it('shows what was changed in an entry after its person was taken out, and an erasure nobody made', async () => {
    const erased = await control.db.auditErasure.findFirstOrThrow()
    const row = await control.db.auditEntry.findUniqueOrThrow({ where: { version: erased.version } })
    await control.db.auditEntry.update({ where: { version: row.version }, data: { action: 'tenants.read' } })
    expect(await verifyAudit(admin, {})).toMatchObject({ ok: false, brokenAt: Number(row.version) })
    await control.db.auditEntry.update({ where: { version: row.version }, data: { action: row.action } })
    const { erasureVersion } = erased
    await control.db.auditErasure.create({ data: { ...erased, version: 1n } })
    expect(await verifyAudit(admin, {})).toMatchObject({ ok: false, brokenAt: Number(erased.erasureVersion) })
    await control.db.auditErasure.delete({ where: { version_erasureVersion: { version: 1n, erasureVersion } } })
    expect((await verifyAudit(admin, {})).ok).toBe(true)
  })

  it('has its head exported once a day, to a file, a page and the channels; another head for it shows', async () => {
    const dataDir = mkdtempSync(path.join(tmpdir(), 'tollgate-head-'))
    const now = new Date(control.clock.now())
    const version = await latestVersion()
    expect(await exportHead(control.db, dataDir, now)).toContain(`version ${version}`)
    expect(await exportHead(control.db, dataDir, now)).toContain('already')
    const [line, ...rest] = readFileSync(path.join(dataDir, 'audit-heads.jsonl'), 'utf8').trim().split('\n')
    const file = path.join(dataDir, 'audit-heads.jsonl')
    await control.db.auditHead.create({
      data: { day: new Date('2026-11-14'), version: 1n, hash: new Uint8Array(32), exportedAt: now },
    })
    rmSync(file)
    await exportHead(control.db, dataDir, now)
    const days = () => [...readFileSync(file, 'utf8').matchAll(/^{"day":"([^"]+)".*}$/gm)].map((match) => match[1])
    expect(days(), 'a file that was lost').toEqual(['2026-11-14', '2026-11-15'])
    truncateSync(file, readFileSync(file).length - 9)
    await exportHead(control.db, dataDir, now)
    expect(days(), 'a line that was cut short').toEqual(['2026-11-14', '2026-11-15'])
    await control.db.auditHead.delete({ where: { day: new Date('2026-11-14') } })
    rmSync(dataDir, { recursive: true })
    const head = await getAuditHead(admin, {})
    expect([JSON.parse(line ?? ''), rest]).toEqual([{ day: '2026-11-15', version, hash: head.hash }, []])
    expect(head.exported).toMatchObject([{ day: '2026-11-15', version, hash: head.hash }])
    expect(await control.db.notice.count({ where: { topic: 'audit.head' } })).toBe(1)
    expect((await verifyAudit(admin, {})).ok).toBe(true)
    await control.db.auditHead.updateMany({ data: { hash: new Uint8Array(32) } })
    expect(await verifyAudit(admin, {})).toMatchObject({ ok: false, brokenAt: version })
  })
})
