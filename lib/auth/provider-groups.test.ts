/** Entra ID leaves groups out of a token that would have too many. That is never read as "no groups". */
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { authOptions } from '@/lib/auth/auth-options'
import { findUserOfIdentity } from '@/lib/auth/identities'
import { groupsAtSignIn } from '@/lib/auth/provider-groups'
import { newUuid } from '@/lib/base/ids'
import { provideControl } from '@/lib/control/control-ports'
import type { OpenIdProvider } from '@/lib/control/settings/sign-in-settings'
import { startTestControl, type TestControl } from '@/lib/control/testing/test-control'
import { makeEstate } from '@/lib/control/testing/test-estate'

const issuer = 'https://login.example.com/directory/v2.0'
const GROUP = 'b3e7c1d2-0000-4000-8000-000000000001'
const overages = [
  { _claim_names: { groups: 'src1' }, _claim_sources: { src1: { endpoint: 'https://elsewhere.example.com/' } } },
  { hasgroups: true },
  { hasgroups: 'true' },
]

let control: TestControl
let tenantUuid: string
let graph: Server
let provider: OpenIdProvider
/** What the directory answers next. */
let answer: { status: number; body: object }
let asked: string[]

beforeAll(async () => {
  control = await startTestControl()
  tenantUuid = (await makeEstate(control.system)).tenantUuid
  graph = createServer((request, response) => {
    asked.push(`${request.method} ${request.headers.authorization}`)
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body))
  })
  graph.listen(0, '127.0.0.1')
  await once(graph, 'listening')
  const overageUrl = `http://127.0.0.1:${(graph.address() as AddressInfo).port}/me/getMemberObjects`
  provider = {
    id: 'entra',
    name: 'Microsoft',
    kind: 'entra',
    issuer,
    clientId: 'tollgate',
    clientSecret: 'given',
    linksByEmail: false,
    groups: { claim: 'groups', rules: [{ group: GROUP, tenantId: tenantUuid, role: 'developer' }], overageUrl },
  }
  provideControl({ ...control.ports, signInProviders: [provider] })
})
beforeEach(() => {
  asked = []
  answer = { status: 200, body: { value: [GROUP] } }
})
afterAll(async () => {
  graph.close()
  await control.close()
})

describe('the groups of a sign-in', () => {
  it('are those of the token where it lists them, and none where it says none', async () => {
    expect(await groupsAtSignIn(provider, { groups: [GROUP, 7] }, 'token')).toEqual({ known: [GROUP] })
    expect(await groupsAtSignIn(provider, {}, 'token')).toEqual({ known: [] })
    expect(asked).toEqual([])
  })

  it.each(overages)('are asked for where the token has too many to list them: %j', async (claims) => {
    expect(await groupsAtSignIn(provider, claims, 'token')).toEqual({ known: [GROUP] })
    expect(asked).toEqual(['POST Bearer token'])
  })

  it.each(overages)('are unknown, never none, where the directory does not tell: %j', async (claims) => {
    for (const refused of [
      { status: 403, body: {} },
      { status: 500, body: {} },
      { status: 200, body: { error: 'odd' } },
    ]) {
      answer = refused
      expect(await groupsAtSignIn(provider, claims, 'token')).toBe('unknown')
    }
    expect(await groupsAtSignIn(provider, claims, null)).toBe('unknown')
  })
})

describe('a sign-in whose groups cannot be read', () => {
  const enter = async (subject: string, claims: object) => {
    const { callbacks } = await authOptions()
    const account = { provider: 'entra', type: 'oauth' as const, providerAccountId: subject, access_token: 'token' }
    return callbacks?.signIn?.({ user: { id: subject }, account, profile: { iss: issuer, sub: subject, ...claims } as object })
  }
  const rolesOf = async (subject: string) => {
    const user = await findUserOfIdentity(issuer, subject)
    const rows = await control.db.membership.findMany({ where: { userId: user?.id ?? newUuid() } })
    return rows.map(({ tenantId, role }) => [tenantId, role])
  }

  it('is refused with its reason, and takes nothing from anybody', async () => {
    const subject = newUuid()
    const overage = { hasgroups: true, name: 'Ola' }
    expect(await enter(subject, overage)).toBe(true)
    expect(await rolesOf(subject)).toEqual([[tenantUuid, 'developer']])
    answer = { status: 503, body: {} }
    expect(await enter(subject, overage)).toBe('/sign-in?error=GroupsUnknown')
    expect(await rolesOf(subject)).toEqual([[tenantUuid, 'developer']])
    // Told that there are none, the role goes, and with it the way in.
    expect(await enter(subject, { groups: [] })).toBe(false)
    expect(await rolesOf(subject)).toEqual([])
  })
})
