/** Who makes a request to the management API: a management token, or the session of a browser. */
import type { Actor } from '@/lib/access/actor'
import { actorOfToken } from '@/lib/auth/management-token'
import { sessionIdOf } from '@/lib/auth/session-cookie'
import { actorOfSession } from '@/lib/auth/sessions'
import { Fault } from '@/lib/base/faults'

/** Null where the request says nothing about who makes it. A token that is not valid is an error, never "nobody". */
export async function findActor(request: Request): Promise<Actor | null> {
  const authorization = request.headers.get('authorization')
  if (authorization !== null) {
    const actor = await actorOfToken(/^Bearer\s+(\S+)$/i.exec(authorization)?.[1] ?? '')
    if (!actor) throw new Fault('auth.required', { public: 'The management token is wrong, expired or revoked.' })
    return actor
  }
  const cookies = parseCookies(request.headers.get('cookie') ?? '')
  const sessionId = await sessionIdOf((name) => cookies.get(name))
  return sessionId ? actorOfSession(sessionId) : null
}

function parseCookies(header: string): Map<string, string> {
  const pairs = header.split(';').map((part): [string, string] => {
    const at = part.indexOf('=')
    return [part.slice(0, at).trim(), part.slice(at + 1).trim()]
  })
  return new Map(pairs)
}
