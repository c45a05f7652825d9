/** Who looks at a page. Every page asks for itself: a layout alone would not be asked again on a soft navigation. */
import { cookies, headers } from 'next/headers'
import { notFound, redirect } from 'next/navigation'
import { cache } from 'react'
import { type Actor, isAllowed } from '@/lib/access/actor'
import type { Action } from '@/lib/access/permissions'
import { sessionIdOf } from '@/lib/auth/session-cookie'
import { actorOfSession } from '@/lib/auth/sessions'

/** The signed-in actor or null, read once per request. */
export const getPageActor = cache(async (): Promise<Actor | null> => {
  const jar = await cookies()
  const sessionId = await sessionIdOf((name) => jar.get(name)?.value)
  return sessionId ? actorOfSession(sessionId) : null
})

/** The signed-in actor; anybody else is sent to sign in. With an action, who may not do it sees "not found". */
export async function requireActor(action?: Action): Promise<Actor> {
  const actor = await getPageActor()
  if (!actor) redirect(signInPath((await headers()).get('x-page-path')))
  if (action && !isAllowed(actor, action)) notFound()
  return actor
}

/** The sign-in that leads back to the page asked for; the start page needs no way back. */
function signInPath(page: string | null): string {
  return page && page !== '/' ? `/sign-in?callbackUrl=${encodeURIComponent(page)}` : '/sign-in'
}
