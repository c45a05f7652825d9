import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { authOptions } from '@/lib/auth/auth-options'
import { findUserOfIdentity } from '@/lib/auth/identities'
import { actorOfSession } from '@/lib/auth/sessions'
import { signInWithPassword } from '@/lib/auth/sign-in'
import { newUuid, toPublicId } from '@/lib/base/ids'
import { provideControl } from '@/lib/control/control-ports'
import { acceptLink } from '@/lib/control/links/link-operations'
import { createToken } from '@/lib/control/management-tokens/token-operations'
import { makeActor, START_MS, startTestControl, type TestControl } from '@/lib/control/testing/test-control'
import { makeEstate } from '@/lib/control/testing/test-estate'
import { hashPassword } from '@/lib/control/users/password'
import { createResetLink } from '@/lib/control/users/user-commands'

const provider = { name: 'Okta', clientId: 'tollgate', clientSecret: 'given', linksByEmail: true }
const PASSWORD = 'correct horse battery'
const inAWeek = new Date(START_MS + 7 * 86_400_000).toISOString()
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

  it('takes from whoever made the account all that would still open it', async () => {
    const developer = await makeDeveloper()
    const passwordHash = await hashPassword(PASSWORD)
    await control.db.user.update({ where: { id: developer.userId }, data: { passwordHash } })
    const session = await signInWithPassword(emailFor(developer), PASSWORD, { address: null, userAgent: null })
    const token = await createToken(developer, { name: 'kept', scopes: ['subscriptions.read'], expiresAt: inAWeek })
    const admin = await makeActor(control, { platformRole: 'admin' })
    const link = await createResetLink(admin, { id: toPublicId('user', developer.userId) })

    expect(await enter('oidc', { email: emailFor(developer), email_verified: true })).toBe(developer.userId)

    await expect(signInWithPassword(emailFor(developer), PASSWORD, { address: null, userAgent: null })).rejects.toMatchObject({
      code: 'auth.wrong_password',
    })
    expect(await actorOfSession(session.sessionId)).toBeNull()
    const kept = await control.db.managementToken.findMany({ where: { ownerId: developer.userId } })
    expect([token.name, kept.map(({ revokedAt }) => revokedAt !== null)]).toEqual(['kept', [true]])
    const secret = new URL(link.url ?? '').pathname.split('/').at(-1) ?? ''
    await expect(acceptLink(control.system, { token: secret, password: 'another horse battery' })).rejects.toMatchObject({
      code: 'auth.link_invalid',
    })
  })

  it('is never linked to somebody with a role in the platform', async () => {
    for (const platformRole of ['admin', 'auditor'] as const) {
      const email = emailFor(await makeActor(control, { platformRole }))
      expect(await enter('oidc', { email, email_verified: true })).toBeNull()
    }
  })
})
