'use client'

import { clsx } from 'clsx'
import { usePathname } from 'next/navigation'
import { AudienceSwitcher } from '@/components/shell/audience-switcher'
import { Mark } from '@/components/shell/mark'
import type { Audience, NavGroup } from '@/components/shell/navigation'
import { IntentLink } from '@/components/ui/intent-link'

/** The product's name, the front doors, and the menu of this one. */
export function Sidebar({
  audience,
  audiences,
  groups,
}: {
  audience: Audience | null
  audiences: Audience[]
  groups: NavGroup[]
}) {
  const path = usePathname()
  const current = groups
    .flatMap((group) => group.entries)
    .filter((entry) => path === entry.href || path.startsWith(`${entry.href}/`))
    .toSorted((a, b) => b.href.length - a.href.length)[0]?.href
  return (
    <div className="flex h-full flex-col overflow-y-auto px-3 py-4">
      <IntentLink href="/" className="mb-4 flex items-center gap-2 rounded px-2 text-lg font-semibold tracking-tight">
        <Mark /> Tollgate
      </IntentLink>
      <AudienceSwitcher audience={audience} audiences={audiences} />
      <nav aria-label="Main" className="mt-4 space-y-4">
        {groups.map((group) => (
          <div key={group.title ?? 'top'}>
            {group.title ? <p className="px-2 pb-1 text-xs font-medium text-ink-muted">{group.title}</p> : null}
            <ul className="space-y-px">
              {group.entries.map((entry) => (
                <li key={entry.href}>
                  <IntentLink
                    href={entry.href}
                    aria-current={entry.href === current ? 'page' : undefined}
                    className={clsx(
                      'block rounded-md px-2 py-1.5 max-lg:py-2.5',
                      entry.href === current ? 'bg-hover font-medium text-ink' : 'text-ink-muted hover:bg-hover hover:text-ink',
                    )}
                  >
                    {entry.title}
                  </IntentLink>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </nav>
    </div>
  )
}
