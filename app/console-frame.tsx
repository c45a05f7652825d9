import { cookies } from 'next/headers'
import { notFound } from 'next/navigation'
import type { ReactNode } from 'react'
import { allowedAudiences } from '@/components/shell/allowed-navigation'
import type { Audience } from '@/components/shell/navigation'
import { Shell } from '@/components/shell/shell'
import { readTheme, themeCookie } from '@/components/shell/theme'
import { requireActor } from '@/lib/auth/require-actor'
import { getMe } from '@/lib/control/me/me-operations'

/** The frame around an audience's pages. It asks who is there only to draw the menu: each page checks for itself. */
export async function ConsoleFrame({ audience, children }: { audience: Audience | null; children: ReactNode }) {
  const actor = await requireActor()
  if (audience && !allowedAudiences(actor).includes(audience)) notFound()
  const [me, jar] = await Promise.all([getMe(actor, {}), cookies()])
  return (
    <Shell audience={audience} actor={actor} email={me.email} theme={readTheme(jar.get(themeCookie)?.value)}>
      {children}
    </Shell>
  )
}
