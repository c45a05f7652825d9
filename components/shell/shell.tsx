import type { ReactNode } from 'react'
import { allowedActs } from '@/components/shell/acts'
import { allowedAudiences, allowedNavigation } from '@/components/shell/allowed-navigation'
import type { Audience } from '@/components/shell/navigation'
import { Sidebar } from '@/components/shell/sidebar'
import type { Theme } from '@/components/shell/theme'
import { TopBar } from '@/components/shell/top-bar'
import type { Actor } from '@/lib/access/actor'

type Props = { audience: Audience | null; actor: Actor; theme: Theme; children: ReactNode }

/** The frame of every page behind the sign-in: menu on the left, where you are and search on top, the page. */
export function Shell({ audience, actor, theme, children }: Props) {
  const open = allowedAudiences(actor)
  const groups = audience ? allowedNavigation(actor, audience) : []
  return (
    <div className="min-h-dvh lg:grid lg:grid-cols-[240px_minmax(0,1fr)]">
      <a
        href="#main"
        className="sr-only z-50 rounded bg-surface px-3 py-2 focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Skip to the page
      </a>
      <aside className="sticky top-0 hidden h-dvh border-r border-line lg:block">
        <Sidebar audience={audience} audiences={open} groups={groups} />
      </aside>
      <div className="min-w-0">
        <TopBar
          audience={audience}
          groups={groups}
          acts={allowedActs(actor, audience)}
          audiences={open}
          user={{ name: actor.name, email: actor.email ?? '' }}
          theme={theme}
          drawer={<Sidebar audience={audience} audiences={open} groups={groups} />}
        />
        <main id="main" className="mx-auto w-full max-w-[1240px] px-4 pt-6 pb-20 sm:px-8">
          {children}
        </main>
      </div>
    </div>
  )
}
