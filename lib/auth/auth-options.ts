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
import { endSession, SESSION_MAX_AGE_S, startSession } from '@/lib/auth/sessions'
import { signInWithPassword } from '@/lib/auth/sign-in'
import { isFault } from '@/lib/base/faults'
import { controlPorts } from '@/lib/control/control-ports'
import { type OpenIdProvider, readSignIn } from '@/lib/control/settings/sign-in-settings'
import { linkIdentity } from '@/lib/control/users/link-identity'

/** Made for each request: which providers there are is a setting, and holds from the moment it is saved. */
export async function authOptions(): Promise<NextAuthOptions> {
  const { providers, allowsPasswords } = await readSignIn(controlPorts())
  const vouching = (id: string | undefined) => providers.find((one) => one.id === id && one.linksByEmail) ?? null
  return {
    session: { strategy: 'jwt', maxAge: SESSION_MAX_AGE_S },
    pages: { signIn: '/sign-in', error: '/sign-in' },
    providers: [...(allowsPasswords ? [passwordProvider] : []), ...providers.map(openIdConfig)],
    callbacks: {
      signIn: async ({ account, profile }) => {
        if (account?.type === 'credentials') return true
        return (await userOfClaims(profile as Claims | undefined, vouching(account?.provider))) !== null
      },
      jwt: async ({ token, user, account, profile }) => {
        if (!user) return token
        if (account?.type === 'credentials') return { sub: user.id, sid: sessionIdIn(user) }
        const known = await userOfClaims(profile as Claims | undefined, null)
        return known ? { sub: known.id, sid: await startSession(known.id, { address: null, userAgent: null }) } : {}
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
