/** Whoever is let in by a provider's groups stays in as long as it says so, and a provider that says nothing has not said "none". */
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { systemActor } from '@/lib/access/actor'
import { isStillVouchedFor, vouchedBy } from '@/lib/auth/vouching'
import { newUuid } from '@/lib/base/ids'
import { provideControl } from '@/lib/control/control-ports'
import type { OpenIdProvider } from '@/lib/control/settings/sign-in-settings'
import { makeActor, startTestControl, type TestControl } from '@/lib/control/testing/test-control'
import { makeEstate } from '@/lib/control/testing/test-estate'
import { syncGroups } from '@/lib/control/users/sync-groups'

let control: TestControl
let issuer: Server
let provider: OpenIdProvider
/** What userinfo answers next. */
let person: object
let userId: string
let sessionId: string

beforeAll(async () => {
  control = await startTestControl()
  const { tenantUuid } = await makeEstate(control.system)
  issuer = createServer((request, response) => {
    const url = `http://127.0.0.1:${(issuer.address() as AddressInfo).port}`
    const body = request.url?.startsWith('/.well-known/') ? { issuer: url, userinfo_endpoint: `${url}/userinfo` } : person
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  issuer.listen(0, '127.0.0.1')
  await once(issuer, 'listening')
  provider = {
    id: 'oidc',
    name: 'Directory',
    kind: 'oidc',
    issuer: `http://127.0.0.1:${(issuer.address() as AddressInfo).port}`,
    clientId: 'tollgate',
    clientSecret: 'given',
    linksByEmail: false,
    groups: { claim: 'groups', rules: [{ group: 'developers', tenantId: tenantUuid, role: 'developer' }], overageUrl: null },
  }
  provideControl({ ...control.ports, signInProviders: [provider] })
})
beforeEach(async () => {
  userId = (await makeActor(control)).userId
  await syncGroups(systemActor('sign-in'), { userId, provider: provider.id, groups: ['developers'] })
  sessionId = newUuid()
  const kept = vouchedBy(provider, 'an-access-token', null) as object
  await control.db.session.create({ data: { id: sessionId, userId, expiresAt: new Date('2030-01-01'), vouchedBy: kept } })
})
afterAll(async () => {
  issuer.close()
  await control.close()
})

async function isIn(said: object): Promise<[boolean, number]> {
  person = { sub: 'nina', ...said }
  const session = await control.db.session.findUniqueOrThrow({ where: { id: sessionId } })
  return [await isStillVouchedFor(session), await control.db.membership.count({ where: { userId } })]
}

it('keeps the groups of a sign-in where the provider lists them nowhere else', async () => {
  expect(await isIn({})).toEqual([true, 1])
  expect(await isIn({})).toEqual([true, 1])
})

it('takes silence for none once groups were told, and a list without one at once', async () => {
  expect(await isIn({ groups: ['developers', 'choir'] })).toEqual([true, 1])
  expect(await isIn({})).toEqual([false, 0])
})

it('puts out who has left the group', async () => {
  expect(await isIn({ groups: ['choir'] })).toEqual([false, 0])
})
