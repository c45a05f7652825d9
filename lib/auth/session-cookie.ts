/** Reads the session id out of next-auth's cookie. The cookie says only which session; sessions.ts says whether it lives. */
import { decode } from 'next-auth/jwt'
import { readLibraryEnv } from '@/lib/base/env'
import { controlPorts } from '@/lib/control/control-ports'

const NAMES = ['__Secure-next-auth.session-token', 'next-auth.session-token']

/** The session id, or null where there is no cookie or it is not ours. */
export async function sessionIdOf(cookie: (name: string) => string | undefined): Promise<string | null> {
  const secret = readLibraryEnv('NEXTAUTH_SECRET')
  const token = NAMES.map(cookie).find((value) => value !== undefined && value !== '')
  if (!secret || !token) return null
  for (const one of [secret, ...formerSecrets()]) {
    const sid = await sidIn(token, one)
    if (sid) return sid
  }
  return null
}

/** While the session secret is being rotated, cookies made with the former one still count. */
function formerSecrets(): readonly string[] {
  try {
    return controlPorts().formerSessionSecrets ?? []
  } catch {
    return []
  }
}

async function sidIn(token: string, secret: string): Promise<string | null> {
  try {
    const claims = await decode({ token, secret })
    return typeof claims?.sid === 'string' ? claims.sid : null
  } catch {
    return null
  }
}
