'use client'

import { usePathname } from 'next/navigation'
import { type Audience, audiences, type NavGroup } from '@/components/shell/navigation'
import { IntentLink } from '@/components/ui/intent-link'

/** The way from the front door to here. */
export function Breadcrumb({ audience, groups }: { audience: Audience | null; groups: NavGroup[] }) {
  const path = usePathname()
  if (!audience) return null
  const door = audiences[audience]
  const entry = groups
    .flatMap((group) => group.entries)
    .find((one) => one.href !== door.href && (path === one.href || path.startsWith(`${one.href}/`)))
  return (
    <nav aria-label="Breadcrumb" className="min-w-0">
      <ol className="flex items-center gap-1.5 text-sm whitespace-nowrap text-ink-muted">
        <li className={entry ? 'max-sm:hidden' : ''}>
          <IntentLink href={door.href} className="rounded hover:text-ink">
            {door.title}
          </IntentLink>
        </li>
        {entry ? (
          <li className="flex min-w-0 items-center gap-1.5">
            <span aria-hidden className="max-sm:hidden">
              /
            </span>
            <IntentLink
              href={entry.href}
              aria-current={path === entry.href ? 'page' : undefined}
              className="truncate rounded text-ink hover:underline"
            >
              {entry.title}
            </IntentLink>
          </li>
        ) : null}
      </ol>
    </nav>
  )
}
