import { cookies, headers } from 'next/headers'
import { notFound } from 'next/navigation'
import type { ReactNode } from 'react'
import { isPageOpen } from '@/components/shell/allowed-navigation'
import type { Audience } from '@/components/shell/navigation'
import { Shell } from '@/components/shell/shell'
import { readTheme, themeCookie } from '@/components/shell/theme'
import { requireActor } from '@/lib/auth/require-actor'

/**
 * The frame around an audience's pages. Each page checks for itself; but a page is sent piece by piece, and once its skeleton is
 * out the status is 200. So what the menu knows is not the reader's is refused here, with 404.
 */
export async function ConsoleFrame({ audience, children }: { audience: Audience | null; children: ReactNode }) {
  const actor = await requireActor()
  if (audience && !isPageOpen(actor, audience, (await headers()).get('x-page-path'))) notFound()
  const jar = await cookies()
  return (
    <Shell audience={audience} actor={actor} theme={readTheme(jar.get(themeCookie)?.value)}>
      {children}
    </Shell>
  )
}
