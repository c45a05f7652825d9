/** What belongs to one tenant does not exist for another: tried on every path of the OpenAPI document. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '@/lib/access/actor'
import { type TenantRole, tenantRoles } from '@/lib/access/roles'
import { PLANTED_AZURE_SECRET, plantAzure } from '@/lib/azure/testing/plant-azure'
import { type IdNoun, newUuid, toPublicId } from '@/lib/base/ids'
import { createRule } from '@/lib/control/alerts/rule-operations'
import { createBudget } from '@/lib/control/budgets/budget-commands'
import { createChannel } from '@/lib/control/channels/channel-commands'
import { createCommitment } from '@/lib/control/commitments/commitment-operations'
import { createMember } from '@/lib/control/members/member-operations'
import { createContract } from '@/lib/control/price-contracts/contract-operations'
import { createReconciliation } from '@/lib/control/reconcile/reconcile-operations'
import { proposeRerating } from '@/lib/control/reratings/rerating-operations'
import { closeStatement } from '@/lib/control/statements/close-statement'
import { makeActor, startTestControl, type TestControl } from '@/lib/control/testing/test-control'
import { makeEstate, PLANTED_CREDENTIAL, type TestEstate } from '@/lib/control/testing/test-estate'
import { addUsage } from '@/lib/control/testing/test-usage'
import { createIssuer } from '@/lib/control/token-issuers/issuer-commands'
import { openApiDocument } from '@/lib/http/openapi'
import type { Method, RoutePath } from '@/lib/http/routes'
import { type Ask, ask, routeList, tokenOf } from '@/lib/http/testing/test-api'

let control: TestControl
let theirs: TestEstate
let theirIds: Partial<Record<IdNoun, string>>
let admin: Actor
const tokens = new Map<string, string>()

/** Nouns whose rows belong to a tenant or to a person. */
const owned: IdNoun[] = ['tenant', 'subscription', 'key', 'limit', 'call', 'session', 'token', 'statement', 'budget']

/** Bodies that would do, were the resource one's own. */
const bodies: Record<string, unknown> = {
  'PATCH /subscriptions/{id}': { name: 'taken over' },
  'POST /subscriptions/{id}/keys': { slot: 'secondary' },
  'POST /subscriptions/{id}/reject': { reason: 'not yours' },
  'POST /subscriptions/{id}/suspend': { reason: 'not yours' },
  'POST /tenants/{id}/members': { email: 'intruder@example.com', role: 'owner' },
  'POST /tenants/{id}/service-accounts': { name: 'intruder' },
  'PATCH /tenants/{id}/members/{userId}': { role: 'owner' },
  'POST /statements/{id}/reopen': { reason: 'not yours' },
  'PATCH /limits/{id}': { amount: 1 },
  'POST /budgets/{id}/raises': { amount: '1000', reason: 'not yours' },
  'POST /limits/{id}/raise': { amount: 10 ** 9, until: '2027-01-01T00:00:00Z' },
}

/** What a read cannot do without. */
const queries: Partial<Record<RoutePath, Record<string, string>>> = {
  '/reports/chargeback': { month: '2026-11' },
  '/closing': { month: '2026-10' },
  '/rates/coverage': { month: '2026-10' },
  '/exports/focus': { month: '2026-10' },
}

beforeAll(async () => {
  control = await startTestControl()
  theirs = await makeEstate(control.system, 'theirs')
  const ours = await makeEstate(control.system, 'ours')
  const call = await addUsage(control, theirs)
  await addUsage(control, ours)
  await addUsage(control, theirs, { at: new Date('2026-10-05T10:00:00Z') })
  const statement = await closeStatement(control.system, { month: '2026-10', tenantId: theirs.tenant.id })
  const scope = { tenantId: theirs.tenant.id }
  const budget = await createBudget(control.system, { name: 'theirs app budget', scope, period: 'month', amount: '10' })
  const victim = await makeActor(control, { memberships: { [theirs.tenantUuid]: 'owner' } })
  const session = await control.db.session.create({
    data: { id: newUuid(), userId: victim.userId, expiresAt: new Date('2027-01-01') },
  })
  await tokenOf(victim)
  const token = await control.db.managementToken.findFirstOrThrow({ where: { ownerId: victim.userId } })
  await createMember(control.system, { id: theirs.tenant.id, email: 'invited@example.com', role: 'viewer' })
  const invitation = await control.db.oneTimeLink.findFirstOrThrow({ where: { email: 'invited@example.com' } })
  theirIds = {
    tenant: theirs.tenant.id,
    subscription: theirs.subscription.id,
    key: theirs.key.id,
    limit: theirs.limit.id,
    call: toPublicId('call', call),
    session: toPublicId('session', session.id),
    token: toPublicId('token', token.id),
    statement: statement.id,
    budget: budget.id,
    user: toPublicId('user', victim.userId),
    link: toPublicId('link', invitation.id),
  }
  for (const role of tenantRoles) {
    tokens.set(role, await tokenOf(await makeActor(control, { memberships: { [ours.tenantUuid]: role } })))
  }
  queries['/limit-resolver'] = { tenantId: theirs.tenant.id }
  queries['/products/{id}/route-preview'] = { model: theirs.model.name }
  admin = await makeActor(control, { platformRole: 'admin' })
})

afterAll(() => control.close())

const document = openApiDocument() as { paths: Record<string, Record<string, unknown>> }
const endpoints = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.keys(methods).map((method) => {
    const name = `${method.toUpperCase()} ${path}`
    const found = routeList.find((entry) => entry.path === path && entry.method === method.toUpperCase())
    if (!found) throw new Error(`${name} is documented and not a route`)
    return { name, path: path as RoutePath, method: method.toUpperCase() as Method, spec: found.route.operation.spec }
  }),
)

describe('the document', () => {
  it('has every route and no other', () => {
    expect(endpoints.map((entry) => entry.name).sort()).toEqual(routeList.map(({ method, path }) => `${method} ${path}`).sort())
  })
})

describe.each(tenantRoles)('for the %s of another tenant', (role: TenantRole) => {
  const ofSomebody = endpoints.filter(({ spec }) => Object.values(spec.path ?? {}).some((noun) => owned.includes(noun)))

  it.each(ofSomebody)('$name answers the same for what is theirs and what is nowhere', async ({ name, path, method, spec }) => {
    const given = (idFor: (noun: IdNoun) => string): Ask => ({
      params: Object.fromEntries(Object.entries(spec.path ?? {}).map(([param, noun]) => [param, idFor(noun)])),
      headers: { 'if-match': '"1"' },
      ...(method === 'GET' ? {} : { body: bodies[name] ?? {} }),
    })
    const token = tokens.get(role) ?? ''
    const real = await ask(
      method,
      path,
      token,
      given((noun) => theirIds[noun] ?? ''),
    )
    const unreal = await ask(
      method,
      path,
      token,
      given((noun) => toPublicId(noun, newUuid())),
    )
    expect(real.status).toBeGreaterThanOrEqual(403)
    expect(real.status).not.toBe(422)
    const { requestId: _, ...said } = real.body
    expect(unreal.body).toMatchObject(said)
  })

  const lists = endpoints.filter(({ method, spec }) => method === 'GET' && !spec.path)

  it.each(lists)('$name shows nothing of theirs', async ({ path, method }) => {
    const query = queries[path]
    const { text } = await ask(method, path, tokens.get(role) ?? '', { query })
    for (const id of Object.values(theirIds)) expect(text).not.toContain(id)
    expect(text).not.toContain('theirs app')
  })

  it('cannot reach them through a filter or a body', async () => {
    const token = tokens.get(role) ?? ''
    const tenantId = theirs.tenant.id
    for (const path of ['/subscriptions', '/keys', '/calls', '/limits'] as const) {
      const { text, body } = await ask('GET', path, token, { query: { tenantId } })
      expect([path, body.items, text.includes(tenantId)]).toEqual([path, [], false])
    }
    const usage = await ask('GET', '/reports/usage', token, { query: { tenantId } })
    expect(usage.body.points).toEqual([])
    const asked = await ask('POST', '/subscriptions', token, { body: { tenantId, productId: theirs.product.id, name: 'mine' } })
    expect([403, 404]).toContain(asked.status)
    const limited = await ask('POST', '/limits', token, {
      body: { name: 'squeeze', scope: { tenantId }, measure: 'requests', window: { kind: 'rate', seconds: 60 }, amount: 0 },
    })
    expect([403, 422]).toContain(limited.status)
  })
})

/** A rule, its alert and a webhook; a contract, a commitment, a re-rating. */
async function plantWatch(): Promise<Partial<Record<IdNoun, string>>> {
  const rule = await createRule(admin, { name: 'planted', figure: 'calls', threshold: 1 })
  const at = new Date()
  const about = { ruleName: 'planted', severity: 'info' as const, summary: '2 calls', figure: 'calls', value: 2, threshold: 1 }
  const alert = await control.db.alert.create({ data: { ...about, pendingSince: at, firedAt: at, seenAt: at } })
  const channel = await createChannel(admin, { name: 'planted', kind: 'webhook', url: 'https://example.com/hook' })
  const percent = { kind: 'discount', percent: 5, effectiveFrom: '2026-01-01T00:00:00Z' } as const
  const contract = await createContract(admin, { name: 'planted', provider: 'openai', ...percent })
  const commitment = await createCommitment(admin, {
    name: 'planted',
    backendId: theirs.backend.id,
    currency: 'EUR',
    units: 1,
    hourlyCost: '1',
    perMinute: 1,
    from: '2026-11-01T00:00:00Z',
    until: '2026-12-01T00:00:00Z',
    ownerId: theirs.tenant.id,
  })
  const asked = { model: theirs.model.name, from: '2026-11-01T00:00:00Z', reason: 'planted' }
  const rerating = await proposeRerating(admin, asked)
  return {
    commitment: commitment.id,
    rerating: rerating.id,
    contract: contract.id,
    rule: rule.id,
    alert: toPublicId('alert', alert.id),
    channel: channel.id,
  }
}

const bill = { fileName: 'planted.csv', csv: 'start_time,model,input_tokens\n2026-10-01,gpt-4o,5' }

describe('secrets', () => {
  it('are in no answer to anybody, an admin included', async () => {
    const token = await tokenOf(admin)
    const all: Partial<Record<IdNoun, string>> = {
      ...theirIds,
      product: theirs.product.id,
      model: theirs.model.id,
      backend: theirs.backend.id,
      pool: theirs.pool.id,
      price: theirs.price.id,
      ...(await plantWatch()),
      ...(await plantAzure(admin, control.db)),
      reconciliation: (await createReconciliation(admin, bill)).id,
      issuer: (await createIssuer(admin, { name: 'planted', issuer: 'https://login.example.com', audiences: ['planted'] })).id,
    }
    await control.db.user.updateMany({ data: { passwordHash: '$argon2id$planted-hash' } })
    const reads = endpoints.filter(({ method }) => method === 'GET')
    const [auditor, finance] = await Promise.all(
      (['auditor', 'finance'] as const).map(async (platformRole) => tokenOf(await makeActor(control, { platformRole }))),
    )
    const secrets = [PLANTED_CREDENTIAL, theirs.key.key ?? 'none', token, 'planted-hash', PLANTED_AZURE_SECRET]
    for (const { path, spec } of reads) {
      const params = Object.fromEntries(Object.entries(spec.path ?? {}).map(([param, noun]) => [param, all[noun] ?? '']))
      const query = queries[path]
      const read = (who: string | undefined) => ask('GET', path, who ?? '', { params, query })
      const byAdmin = await read(token)
      expect([path, byAdmin.status]).toEqual([path, 200])
      // The auditor reads all of it, finance what is money's: neither a key nor where one goes to.
      const byAuditor = await read(auditor)
      // What is for those who change something (what waits for their decision, what they may choose) is not among it.
      const { action } = routeList.find((entry) => entry.path === path && entry.method === 'GET')?.route.operation ?? {
        action: '',
      }
      expect([path, byAuditor.status]).toEqual([path, /\.(create|update|decide)$/.test(action) ? 403 : 200])
      const byFinance = await read(finance)
      expect([200, 403], path).toContain(byFinance.status)
      for (const secret of secrets)
        for (const { text } of [byAdmin, byAuditor, byFinance]) expect(text, path).not.toContain(secret)
      for (const inside of [theirs.key.prefix, 'openai.azure.com', 'key-vault'])
        if (byFinance.status === 200) expect(byFinance.text, path).not.toContain(inside)
    }
  })
})
