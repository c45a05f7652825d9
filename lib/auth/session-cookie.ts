/** Reads the session id out of next-auth's cookie. The cookie says only which session; sessions.ts says whether it lives. */
import { decode } from 'next-auth/jwt'
import { readLibraryEnv } from '@/lib/base/env'

const NAMES = ['__Secure-next-auth.session-token', 'next-auth.session-token']

/** The session id, or null where there is no cookie or it is not ours. */
export async function sessionIdOf(cookie: (name: string) => string | undefined): Promise<string | null> {
  const secret = readLibraryEnv('NEXTAUTH_SECRET')
  const token = NAMES.map(cookie).find((value) => value !== undefined && value !== '')
  if (!secret || !token) return null
  try {
    const claims = await decode({ token, secret })
    return typeof claims?.sid === 'string' ? claims.sid : null
  } catch {
    return null
  }
}
