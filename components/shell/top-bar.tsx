'use client'

import type { ReactNode } from 'react'
import type { Act } from '@/components/shell/acts'
import { Breadcrumb } from '@/components/shell/breadcrumb'
import { CommandPalette } from '@/components/shell/command-palette'
import { Drawer } from '@/components/shell/drawer'
import type { Audience, NavGroup } from '@/components/shell/navigation'
import { Shortcuts } from '@/components/shell/shortcuts-dialog'
import type { Theme } from '@/components/shell/theme'
import { UserMenu } from '@/components/shell/user-menu'

type Props = {
  audience: Audience | null
  audiences: Audience[]
  groups: NavGroup[]
  acts: Act[]
  user: { name: string; email: string }
  theme: Theme
  drawer: ReactNode
}

/** Where you are, the search, and you. */
export function TopBar({ audience, audiences, groups, acts, user, theme, drawer }: Props) {
  return (
    <header className="sticky top-0 z-30 flex h-12 items-center gap-2 border-b border-line bg-canvas px-4 sm:px-8">
      <Drawer>{drawer}</Drawer>
      <Breadcrumb audience={audience} groups={groups} />
      <div className="ml-auto flex items-center gap-2">
        <CommandPalette groups={groups} acts={acts} audiences={audiences} audience={audience} />
        <Shortcuts groups={groups} />
        <UserMenu user={user} theme={theme} />
      </div>
    </header>
  )
}
