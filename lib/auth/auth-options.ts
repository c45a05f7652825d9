/**
 * next-auth, told as little as it needs: how to check a password, and to put a session's id into the cookie. What a user may
 * do is read from the database at every request, never from the cookie.
 */
import type { NextAuthOptions, User } from 'next-auth'
import CredentialsProvider from 'next-auth/providers/credentials'
import type { OAuthConfig } from 'next-auth/providers/oauth'
import { clientAddress } from '@/lib/auth/client-address'
import { findUserOfIdentity } from '@/lib/auth/identities'
import { endSession, SESSION_MAX_AGE_S, startSession } from '@/lib/auth/sessions'
import { signInWithPassword } from '@/lib/auth/sign-in'
import { isFault } from '@/lib/base/faults'
import { controlPorts } from '@/lib/control/control-ports'

type Claims = Record<string, unknown>

/** OpenID providers (Entra ID and any other) come here; an identity is found by issuer and subject. */
const openIdProviders: OAuthConfig<Claims>[] = []

export const authOptions: NextAuthOptions = {
  session: { strategy: 'jwt', maxAge: SESSION_MAX_AGE_S },
  pages: { signIn: '/sign-in', error: '/sign-in' },
  providers: [
    CredentialsProvider({
      id: 'credentials',
      name: 'E-mail and password',
      credentials: { email: { label: 'E-mail', type: 'email' }, password: { label: 'Password', type: 'password' } },
      authorize: (credentials, request) => authorize(credentials, request.headers),
    }),
    ...openIdProviders,
  ],
  callbacks: {
    signIn: async ({ account, profile }) => {
      if (account?.type === 'credentials') return true
      return (await findUserOfIdentity(issuerOf(profile), account?.providerAccountId ?? '')) !== null
    },
    jwt: async ({ token, user, account, profile }) => {
      if (!user) return token
      if (account?.type === 'credentials') return { sub: user.id, sid: sessionIdIn(user) }
      const known = await findUserOfIdentity(issuerOf(profile), account?.providerAccountId ?? '')
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

function issuerOf(profile: unknown): string {
  return typeof profile === 'object' && profile !== null && 'iss' in profile && typeof profile.iss === 'string' ? profile.iss : ''
}

function sessionIdIn(user: object): string | undefined {
  return 'sessionId' in user && typeof user.sessionId === 'string' ? user.sessionId : undefined
}
