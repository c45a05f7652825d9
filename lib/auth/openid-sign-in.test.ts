import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { authOptions } from '@/lib/auth/auth-options'
import { findUserOfIdentity } from '@/lib/auth/identities'
import { newUuid } from '@/lib/base/ids'
import { provideControl } from '@/lib/control/control-ports'
import { makeActor, startTestControl, type TestControl } from '@/lib/control/testing/test-control'
import { makeEstate } from '@/lib/control/testing/test-estate'

const provider = { name: 'Okta', clientId: 'tollgate', clientSecret: 'given', linksByEmail: true }
const issuer = 'https://id.example.com'

let control: TestControl
let tenantUuid: string

beforeAll(async () => {
  control = await startTestControl()
  tenantUuid = (await makeEstate(control.system)).tenantUuid
  provideControl({
    ...control.ports,
    signInProviders: [
      { ...provider, id: 'oidc', kind: 'oidc', issuer },
      { ...provider, id: 'entra', kind: 'entra', issuer },
      { ...provider, id: 'shy', kind: 'oidc', issuer, linksByEmail: false },
    ],
  })
})

afterAll(() => control.close())

const makeDeveloper = () => makeActor(control, { memberships: { [tenantUuid]: 'developer' } })
const emailFor = ({ userId }: { userId: string }) => `${userId}@example.com`

/** Who these claims are let in as. */
async function enter(providerId: string, claims: object): Promise<string | null> {
  const subject = newUuid()
  const account = { provider: providerId, type: 'oauth' as const, providerAccountId: subject }
  const { callbacks } = await authOptions()
  const profile = { iss: issuer, sub: subject, ...claims }
  const isIn = await callbacks?.signIn?.({ user: { id: subject }, account, profile })
  const known = await findUserOfIdentity(issuer, subject)
  expect(isIn).toBe(known !== null)
  return known?.id ?? null
}

describe('a first sign-in by a provider', () => {
  it('is linked by an e-mail the provider says it has proven, and by nothing less', async () => {
    const email = emailFor(await makeDeveloper())
    expect(await enter('oidc', { preferred_username: email })).toBeNull()
    expect(await enter('oidc', { preferred_username: email, email_verified: true })).toBeNull()
    expect(await enter('oidc', { email })).toBeNull()
    expect(await enter('oidc', { email, email_verified: 'true' })).toBeNull()
    expect(await enter('oidc', { email, email_verified: false })).toBeNull()
    expect(await enter('oidc', { email, xms_edov: true })).toBeNull()
    expect(await enter('shy', { email, email_verified: true })).toBeNull()
    const userId = email.split('@')[0]
    expect(await enter('oidc', { email: email.toUpperCase(), email_verified: true })).toBe(userId)
  })

  it('by Entra ID wants its own claim for an e-mail whose domain the directory owns', async () => {
    const developer = await makeDeveloper()
    expect(await enter('entra', { email: emailFor(developer), preferred_username: emailFor(developer) })).toBeNull()
    expect(await enter('entra', { email: emailFor(developer), xms_edov: false })).toBeNull()
    expect(await enter('entra', { email: emailFor(developer), xms_edov: '1' })).toBe(developer.userId)
  })

  it('is never linked to somebody with a role in the platform', async () => {
    for (const platformRole of ['admin', 'auditor'] as const) {
      const email = emailFor(await makeActor(control, { platformRole }))
      expect(await enter('oidc', { email, email_verified: true })).toBeNull()
    }
  })
})
