import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '@/lib/access/actor'
import { parsePublicId, toPublicId } from '@/lib/base/ids'
import { acceptLink, createSetupLink, inspectLink } from '@/lib/control/links/link-operations'
import { createMember, deleteMember, listMembers, updateMember } from '@/lib/control/members/member-operations'
import { createTenant, deleteTenant, updateTenant } from '@/lib/control/tenants/tenant-commands'
import { listTenants } from '@/lib/control/tenants/tenant-queries'
import { makeActor, startTestControl, type TestControl } from '@/lib/control/testing/test-control'
import { makeEstate } from '@/lib/control/testing/test-estate'
import { createResetLink, createUser, updateUser } from '@/lib/control/users/user-commands'

let control: TestControl
let admin: Actor

beforeAll(async () => {
  control = await startTestControl()
})

afterAll(() => control.close())

const any = { ifMatch: '*' }
const fields = { costCentre: 'CC', timeZone: 'Europe/Berlin', currency: 'EUR' }
const uuid = (id: string) => parsePublicId('tenant', id) ?? ''
const tokenIn = (url: string | null) => url?.split('/').at(-1) ?? ''

describe('an empty installation', () => {
  it('is set up once, by whoever holds the link', async () => {
    const { url } = await createSetupLink(control.system, {})
    const token = tokenIn(url)
    expect(url).toMatch(/^http:\/\/localhost:3300\/setup\/tgl_/)
    expect(await inspectLink(control.system, { token })).toMatchObject({ kind: 'setup', email: null, platformRole: 'admin' })
    const accept = () =>
      acceptLink(control.system, { token, email: 'Root@Example.com', name: 'Root', password: 'a long password' })
    expect(await accept()).toEqual({ email: 'root@example.com' })
    await expect(accept()).rejects.toMatchObject({ code: 'auth.link_invalid' })
    await expect(createSetupLink(control.system, {})).rejects.toMatchObject({ code: 'resource.wrong_state' })
    const root = await control.db.user.findUniqueOrThrow({ where: { email: 'root@example.com' } })
    expect(root).toMatchObject({ platformRole: 'admin', name: 'Root' })
    admin = { userId: root.id, name: root.name, kind: 'user', platformRole: 'admin', memberships: [] }
  })

  it('keeps its last admin', async () => {
    const demote = updateUser(admin, { id: toPublicId('user', admin.userId), platformRole: null }, any)
    await expect(demote).rejects.toMatchObject({ code: 'resource.wrong_state' })
  })
})

describe('the tree of tenants', () => {
  it('never goes round in a circle, also when two moves happen at once', async () => {
    const make = (name: string, parentId?: string) => createTenant(admin, { name, ...fields, parentId })
    const top = await make('top')
    const middle = await make('middle', top.id)
    const bottom = await make('bottom', middle.id)
    const move = (id: string, parentId: string) => updateTenant(admin, { id, parentId }, any)
    await expect(move(top.id, bottom.id)).rejects.toMatchObject({ code: 'request.invalid' })
    await expect(move(top.id, top.id)).rejects.toMatchObject({ code: 'request.invalid' })
    const [left, right] = [await make('left'), await make('right')]
    const results = await Promise.allSettled([move(left.id, right.id), move(right.id, left.id)])
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1)
  })
})

describe('a time zone', () => {
  it('changes from an instant on, and never for days that were counted', async () => {
    const tenant = await createTenant(admin, { name: 'zones', ...fields })
    const later = await updateTenant(admin, { id: tenant.id, timeZone: 'Asia/Tokyo', timeZoneFrom: '2026-12-01T00:00:00Z' }, any)
    expect(later.timeZone).toBe('Europe/Berlin')
    expect(later.timeZones.map((zone) => zone.timeZone)).toEqual(['Europe/Berlin', 'Asia/Tokyo'])
    const past = updateTenant(admin, { id: tenant.id, timeZone: 'UTC', timeZoneFrom: '2026-01-01T00:00:00Z' }, any)
    await expect(past).rejects.toMatchObject({ code: 'request.invalid' })
  })
})

describe('archiving a tenant', () => {
  it('is refused while it has live subscriptions, saying how many', async () => {
    const { tenant } = await makeEstate(control.system, 'busy')
    await expect(deleteTenant(admin, { id: tenant.id }, any)).rejects.toMatchObject({
      code: 'resource.in_use',
      public: expect.stringContaining('1 live subscription'),
    })
  })

  it('takes it off the lists', async () => {
    const tenant = await createTenant(admin, { name: 'short lived', ...fields })
    expect(await deleteTenant(admin, { id: tenant.id }, any)).toMatchObject({ archivedAt: expect.any(String) })
    expect((await listTenants(admin, { search: 'short lived' })).items).toEqual([])
    expect((await listTenants(admin, { search: 'short lived', archived: 'true' })).items).toHaveLength(1)
  })
})

describe('members', () => {
  it('with an account join at once; others are invited with a link that works once', async () => {
    const tenant = await createTenant(admin, { name: 'members', ...fields })
    const owner = await makeActor(control, { memberships: { [uuid(tenant.id)]: 'owner' } })
    const known = await makeActor(control)
    const joined = await createMember(owner, { id: tenant.id, email: `${known.userId}@example.com`, role: 'viewer' })
    expect(joined).toMatchObject({ member: { role: 'viewer' }, invitation: null })
    const { invitation } = await createMember(owner, { id: tenant.id, email: 'new@example.com', role: 'developer' })
    const token = tokenIn(invitation?.url ?? null)
    expect(await inspectLink(control.system, { token })).toMatchObject({
      tenantName: 'members',
      role: 'developer',
      needsName: true,
    })
    await acceptLink(control.system, { token, name: 'New', password: 'a long password' })
    const { items } = await listMembers(owner, { id: tenant.id })
    expect(items.map((member) => member.role).sort()).toEqual(['developer', 'owner', 'viewer'])
  })

  it('cannot take an account over with an invitation made before it existed', async () => {
    const tenant = await createTenant(admin, { name: 'trap', ...fields })
    const owner = await makeActor(control, { memberships: { [uuid(tenant.id)]: 'owner' } })
    const { invitation } = await createMember(owner, { id: tenant.id, email: 'boss@example.com', role: 'viewer' })
    await createUser(admin, { email: 'boss@example.com', name: 'Boss', platformRole: 'admin', password: 'the real password' })
    const taken = acceptLink(control.system, { token: tokenIn(invitation?.url ?? null), name: 'x', password: 'their password' })
    await expect(taken).rejects.toMatchObject({ code: 'auth.link_invalid' })
  })

  it('keep an owner', async () => {
    const tenant = await createTenant(admin, { name: 'owned', ...fields })
    const owner = await makeActor(control, { memberships: { [uuid(tenant.id)]: 'owner' } })
    const self = { id: tenant.id, userId: toPublicId('user', owner.userId) }
    await expect(updateMember(owner, { ...self, role: 'viewer' })).rejects.toMatchObject({ code: 'resource.wrong_state' })
    await expect(deleteMember(owner, self)).rejects.toMatchObject({ code: 'resource.wrong_state' })
    expect(await deleteMember(admin, self)).toEqual({ deleted: true })
  })
})

describe('a reset link', () => {
  it('sets a new password, ends every session, and makes an older link worthless', async () => {
    const user = await makeActor(control)
    const id = toPublicId('user', user.userId)
    const first = await createResetLink(admin, { id })
    const second = await createResetLink(admin, { id })
    await control.db.session.create({ data: { userId: user.userId, expiresAt: new Date('2027-01-01') } })
    const accept = (url: string | null) => acceptLink(control.system, { token: tokenIn(url), password: 'a new password' })
    await expect(accept(first.url)).rejects.toMatchObject({ code: 'auth.link_invalid' })
    await accept(second.url)
    expect(await control.db.session.count({ where: { userId: user.userId, revokedAt: null } })).toBe(0)
    control.clock.advance(48 * 3_600_000)
    const third = await createResetLink(admin, { id })
    control.clock.advance(25 * 3_600_000)
    await expect(accept(third.url)).rejects.toMatchObject({ code: 'auth.link_invalid' })
  })
})
