/**
 * next-auth, told as little as it needs: how to check a password, and to put a session's id into the cookie. What a user may
 * do is read from the database at every request, never from the cookie.
 */
import type { NextAuthOptions, User } from 'next-auth'
import CredentialsProvider from 'next-auth/providers/credentials'
import { systemActor } from '@/lib/access/actor'
import { clientAddress } from '@/lib/auth/client-address'
import { findUserOfIdentity } from '@/lib/auth/identities'
import { type Claims, emailOf, openIdConfig } from '@/lib/auth/openid-providers'
import { groupsAtSignIn } from '@/lib/auth/provider-groups'
import { endSession, SESSION_MAX_AGE_S, startSession } from '@/lib/auth/sessions'
import { signInWithPassword } from '@/lib/auth/sign-in'
import { vouchedBy } from '@/lib/auth/vouching'
import { isFault } from '@/lib/base/faults'
import { controlPorts } from '@/lib/control/control-ports'
import { type OpenIdProvider, readSignIn } from '@/lib/control/settings/sign-in-settings'
import { linkIdentity } from '@/lib/control/users/link-identity'
import { createByGroups, syncGroups } from '@/lib/control/users/sync-groups'

/** Made for each request: which providers there are is a setting, and holds from the moment it is saved. */
export async function authOptions(): Promise<NextAuthOptions> {
  const { providers, allowsPasswords } = await readSignIn(controlPorts())
  const providerOf = (id: string | undefined) => providers.find((one) => one.id === id) ?? null
  return {
    session: { strategy: 'jwt', maxAge: SESSION_MAX_AGE_S },
    pages: { signIn: '/sign-in', error: '/sign-in' },
    providers: [...(allowsPasswords ? [passwordProvider] : []), ...providers.map(openIdConfig)],
    callbacks: {
      signIn: async ({ account, profile }) => {
        if (account?.type === 'credentials') return true
        const entry = await letIn(profile as Claims | undefined, providerOf(account?.provider), account?.access_token ?? null)
        return entry === 'groups-unknown' ? '/sign-in?error=GroupsUnknown' : entry === 'in'
      },
      jwt: async ({ token, user, account, profile }) => {
        if (!user) return token
        if (account?.type === 'credentials') return { sub: user.id, sid: sessionIdIn(user) }
        const known = await userOfClaims(profile as Claims | undefined, null)
        if (!known) return {}
        const provider = providerOf(account?.provider)
        const vouched = provider && vouchedBy(provider, account?.access_token, account?.refresh_token)
        return { sub: known.id, sid: await startSession(known.id, { address: null, userAgent: null }, vouched) }
      },
      session: ({ session }) => ({ expires: session.expires }),
    },
    events: {
      signOut: async ({ token }) => {
        if (typeof token?.sid === 'string') await endSession(token.sid)
      },
    },
  }
}

const passwordProvider = CredentialsProvider({
  id: 'credentials',
  name: 'E-mail and password',
  credentials: { email: { label: 'E-mail', type: 'email' }, password: { label: 'Password', type: 'password' } },
  authorize: (credentials, request) => authorize(credentials, request.headers),
})

/** Where a provider's groups give roles, they are brought up to date first: who is left without any is not let in. */
async function letIn(
  claims: Claims | undefined,
  provider: OpenIdProvider | null,
  accessToken: string | null,
): Promise<'in' | 'out' | 'groups-unknown'> {
  const known = await userOfClaims(claims, provider?.linksByEmail ? provider : null)
  if (!provider?.groups || !claims) return known ? 'in' : 'out'
  const groups = await groupsAtSignIn(provider, claims, accessToken).catch(() => 'unknown' as const)
  if (typeof groups === 'string') return 'groups-unknown'
  const user = known ?? (await newcomerOf(claims, provider, groups.known))
  if (!user) return 'out'
  const { hasRole } = await syncGroups(systemActor('sign-in'), { userId: user.id, provider: provider.id, groups: groups.known })
  return hasRole ? 'in' : 'out'
}

async function newcomerOf(claims: Claims, provider: OpenIdProvider, groups: string[]): Promise<{ id: string } | null> {
  const { iss: issuer, sub: subject, name } = claims
  if (typeof issuer !== 'string' || typeof subject !== 'string') return null
  const { userId } = await createByGroups(systemActor('sign-in'), {
    provider: provider.id,
    issuer,
    subject,
    email: emailOf(claims, provider.kind),
    name: typeof name === 'string' ? name.slice(0, 120) : '',
    groups,
  })
  // A disabled user has an identity all the same.
  return userId === null ? null : findUserOfIdentity(issuer, subject)
}

/** By issuer and subject; where the provider proves e-mails, the first time by the e-mail, which links the two for good. */
async function userOfClaims(claims: Claims | undefined, vouching: OpenIdProvider | null): Promise<{ id: string } | null> {
  const { iss: issuer, sub: subject } = claims ?? {}
  if (typeof issuer !== 'string' || typeof subject !== 'string') return null
  const known = await findUserOfIdentity(issuer, subject)
  const email = claims && vouching && emailOf(claims, vouching.kind)
  if (known || !email) return known
  try {
    const { userId } = await linkIdentity(systemActor('sign-in'), { issuer, subject, email })
    return { id: userId }
  } catch (error) {
    if (isFault(error) && error.status < 500) return null
    throw error
  }
}

/** The page hears a code: `auth.wrong_password`, or `auth.throttled` with the sentence that says how long. */
async function authorize(credentials: Claims | undefined, headers: Record<string, unknown> | undefined): Promise<User | null> {
  const { email, password } = credentials ?? {}
  if (typeof email !== 'string' || typeof password !== 'string') return null
  const header = (name: string) => (typeof headers?.[name] === 'string' ? headers[name] : null)
  try {
    return await signInWithPassword(email, password, {
      address: clientAddress({ get: header }),
      userAgent: header('user-agent'),
    })
  } catch (error) {
    if (isFault(error) && error.code === 'auth.wrong_password') return null
    if (isFault(error)) throw new Error(`${error.code}: ${error.public}`)
    controlPorts().log.error({ err: error }, 'sign-in failed')
    throw new Error('service.internal')
  }
}

function sessionIdIn(user: object): string | undefined {
  return 'sessionId' in user && typeof user.sessionId === 'string' ? user.sessionId : undefined
}
