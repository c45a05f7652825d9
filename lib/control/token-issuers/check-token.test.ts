import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Actor } from '@/lib/access/actor'
import { makeActor, startTestControl, type TestControl } from '@/lib/control/testing/test-control'
import { makeEstate, type TestEstate } from '@/lib/control/testing/test-estate'
import { checkToken } from '@/lib/control/token-issuers/check-token'
import { createIssuer, deleteIssuer, updateIssuer } from '@/lib/control/token-issuers/issuer-commands'
import { listIssuers } from '@/lib/control/token-issuers/issuer-queries'

let control: TestControl
let admin: Actor
let estate: TestEstate
const issuer = 'https://login.example.com/v2.0'
const claims = {
  iss: issuer,
  aud: 'api://us',
  sub: 'anna',
  exp: 4_000_000_000,
  roles: ['chat'],
  secret_note: 'nobody reads this',
}
const tokenOf = (said: object) => `e30.${Buffer.from(JSON.stringify(said)).toString('base64url')}.c2ln`

beforeAll(async () => {
  control = await startTestControl()
  estate = await makeEstate(control.system)
  admin = await makeActor(control, { platformRole: 'admin' })
  // Its signature is another's to check: here it holds, unless it says otherwise.
  control.ports.tokenIssuers = {
    read: async () => ({ ok: true, keys: 1, algorithms: ['RS256'], message: 'It publishes one key.' }),
    verify: async (token) => ({
      kind: 'good',
      claims: JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()),
    }),
  }
})
afterAll(() => control.close())

it('says what a token would be given, whom nobody trusts, and shows values of no claim no rule looks at', async () => {
  const callers = [{ claim: 'roles', value: 'chat', subscriptionId: estate.subscription.id }]
  const made = await createIssuer(admin, { name: 'Login', issuer, audiences: ['api://us'], callers })
  const good = await checkToken(admin, { token: tokenOf(claims) })
  expect(good).toMatchObject({ accepted: true, user: 'anna', subscriptions: [{ id: estate.subscription.id }], models: null })
  expect(JSON.stringify(good)).not.toContain('nobody reads this')
  expect(await checkToken(admin, { token: tokenOf({ ...claims, iss: 'https://else.example' }) })).toMatchObject({
    accepted: false,
    issuerName: null,
  })
  expect(await checkToken(admin, { token: 'nothing' })).toMatchObject({ accepted: false, message: 'This is no JSON web token.' })
  const overfull = { ...claims, roles: undefined, _claim_names: { groups: 'src1' } }
  expect((await checkToken(admin, { token: tokenOf(overfull) })).message).toContain('there are too many')
  const off = await updateIssuer(admin, { id: made.id, isEnabled: false }, { ifMatch: String(made.version) })
  expect((await checkToken(admin, { token: tokenOf(claims) })).message).toContain('switched off')
  await deleteIssuer(admin, { id: made.id }, { ifMatch: String(off.version) })
  expect((await listIssuers(admin, {})).items).toEqual([])
})

it('is asked for what exists only, and trusts an issuer once', async () => {
  const make = (more: object) =>
    createIssuer(admin, { name: 'Other', issuer: 'https://other.example.com', audiences: ['x'], ...more })
  await expect(make({ callers: [{ subscriptionId: 'sub_00000000000000000000000000000000' }] })).rejects.toThrow(
    'is not a subscription',
  )
  await expect(make({ modelRules: [{ claim: 'a', value: 'b', models: ['nobody'] }] })).rejects.toThrow('not a model')
  await expect(make({ issuer: 'https://10.0.0.1/x' })).rejects.toThrow('private address')
  await expect(make({ issuer: 'http://login.example.org' })).rejects.toThrow('https')
  await expect(make({ algorithms: ['HS256'] })).rejects.toMatchObject({ code: 'request.invalid' })
  await make({})
  await expect(make({ name: 'Once more' })).rejects.toThrow('trusted already')
})
