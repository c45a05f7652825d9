/** Every action × every role through the operations, and every endpoint × every role through the API: generated from the tables. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Actor, isAllowed } from '@/lib/access/actor'
import { type Action, actions, permissions, rolesFor } from '@/lib/access/permissions'
import { type PlatformRole, platformRoles, type Role, type TenantRole, tenantRoles } from '@/lib/access/roles'
import { newUuid, toPublicId } from '@/lib/base/ids'
import { makeActor, startTestControl, type TestControl } from '@/lib/control/testing/test-control'
import { makeEstate } from '@/lib/control/testing/test-estate'
import { ask, routeList, tokenOf } from '@/lib/http/testing/test-api'

let control: TestControl
const actors = new Map<string, Actor>()
const tokens = new Map<string, string>()

const roles: string[] = [...platformRoles, ...tenantRoles, 'nobody']

beforeAll(async () => {
  control = await startTestControl()
  const { tenantUuid } = await makeEstate(control.system)
  for (const role of platformRoles) actors.set(role, await makeActor(control, { platformRole: role }))
  for (const role of tenantRoles) actors.set(role, await makeActor(control, { memberships: { [tenantUuid]: role } }))
  actors.set('nobody', await makeActor(control))
  for (const [role, actor] of actors) tokens.set(role, await tokenOf(actor))
})

afterAll(() => control.close())

const actorOf = (role: string): Actor => {
  const actor = actors.get(role)
  if (!actor) throw new Error(`no actor is ${role}`)
  return actor
}

const says = (action: Action, role: string): boolean => {
  const allowed: readonly Role[] = rolesFor(action)
  return allowed.includes('self') || allowed.includes(role as PlatformRole | TenantRole)
}

describe('the permission table', () => {
  it('describes every action, and gives it to somebody or to the process alone', () => {
    for (const action of actions) expect(permissions[action].description).toMatch(/^[A-Z].{5,}/)
    const alone = actions.filter((action) => rolesFor(action).length === 0)
    expect(alone).toEqual(['links.create', 'links.accept'])
  })

  it('lets an auditor change nothing', () => {
    const changing = actions.filter(
      (action) => rolesFor(action).includes('auditor') && !/\.(read|trace|verify|chargeback|usage|overview)$/.test(action),
    )
    expect(changing).toEqual([])
  })

  it('keeps keys, traces and backends from finance', () => {
    const finance = actions.filter((action) => rolesFor(action).includes('finance'))
    expect(finance.filter((action) => /^(keys|backends|pools)\.|trace/.test(action))).toEqual([])
  })

  it.each(roles)('means what it says for %s', (role) => {
    for (const action of actions) expect([action, isAllowed(actorOf(role), action)]).toEqual([action, says(action, role)])
  })
})

describe('every operation', () => {
  const operations = routeList
    .filter(({ route }) => !route.isOpen)
    .map((entry) => ({ ...entry, name: `${entry.method} ${entry.path}` }))

  it.each(operations)('$name is denied to exactly those the table does not name', async ({ route }) => {
    const { operation } = route
    for (const role of roles) {
      // Ids that nobody has: who may do it hears 404 or 422, never 403.
      const ids = Object.entries(operation.spec.path ?? {}).map(([name, noun]) => [name, toPublicId(noun, newUuid())])
      const call = operation(actorOf(role), Object.fromEntries(ids) as never, { ifMatch: '1' })
      const code = await call.then(
        () => 'done',
        (fault) => fault.code,
      )
      expect([role, code === 'access.denied']).toEqual([role, !says(operation.action, role)])
    }
  })

  it.each(operations)('$name answers 401 to nobody and 403 to the wrong role over HTTP', async ({ method, path, route }) => {
    const { operation } = route
    const params = Object.fromEntries(
      Object.entries(operation.spec.path ?? {}).map(([name, noun]) => [name, toPublicId(noun, newUuid())]),
    )
    const given = { params, headers: { 'if-match': '"1"' } }
    expect((await ask(method, path, null, given)).status).toBe(401)
    for (const role of roles) {
      const { status, body } = await ask(method, path, tokens.get(role) ?? '', given)
      const isDenied = status === 403 && body.code === 'access.denied'
      const isForTokens = operation.spec.tokens !== false
      expect([role, isDenied]).toEqual([role, !says(operation.action, role) || !isForTokens])
      expect(status).toBeLessThan(500)
    }
  })
})

describe('a management token', () => {
  it('does no more than its scopes', async () => {
    const token = await tokenOf(actorOf('admin'), ['tenants.read'])
    expect((await ask('GET', '/tenants', token)).status).toBe(200)
    expect((await ask('GET', '/users', token)).status).toBe(403)
  })

  it('does no more than its owner may do now', async () => {
    const demoted = await makeActor(control, { platformRole: 'admin' })
    const token = await tokenOf(demoted)
    expect((await ask('GET', '/users', token)).status).toBe(200)
    await control.db.user.update({ where: { id: demoted.userId }, data: { platformRole: null } })
    expect((await ask('GET', '/users', token)).status).toBe(403)
    await control.db.user.update({ where: { id: demoted.userId }, data: { disabledAt: new Date() } })
    expect((await ask('GET', '/users', token)).status).toBe(401)
  })

  it('mints no token', async () => {
    const body = { name: 'child', scopes: ['*'], expiresAt: '2027-01-01T00:00:00Z' }
    const { status, body: problem } = await ask('POST', '/management-tokens', tokens.get('admin') ?? '', { body })
    expect([status, problem.code]).toEqual([403, 'access.denied'])
  })

  it('is refused with a wrong checksum, revoked, or after its time', async () => {
    const token = tokens.get('viewer') ?? ''
    const other = token.endsWith('x') ? 'y' : 'x'
    expect((await ask('GET', '/me', `${token.slice(0, -1)}${other}`)).status).toBe(401)
    control.clock.set(Date.parse('2027-06-02T00:00:00Z'))
    expect((await ask('GET', '/me', token)).status).toBe(401)
  })
})
