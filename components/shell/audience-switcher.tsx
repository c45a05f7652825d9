'use client'

import { Check, ChevronsUpDown } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { type Audience, audiences as doors } from '@/components/shell/navigation'
import { IntentLink } from '@/components/ui/intent-link'
import { menuClass, menuItemClass } from '@/components/ui/menu-class'

/** From one front door to another, for those who have more than one. */
export function AudienceSwitcher({ audience, audiences }: { audience: Audience | null; audiences: Audience[] }) {
  const title = audience ? doors[audience].title : 'My account'
  if (audiences.length < 2 && audience) return <p className="px-2 text-sm text-ink-muted">{title}</p>
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger
        aria-label={`Area: ${title}. Switch area`}
        className="flex h-9 w-full items-center gap-2 rounded-md border border-line bg-surface px-2 font-medium hover:bg-hover"
      >
        {title}
        <ChevronsUpDown aria-hidden className="ml-auto size-4 text-ink-muted" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content align="start" sideOffset={4} className={`${menuClass} w-(--radix-dropdown-menu-trigger-width)`}>
          {audiences.map((one) => (
            <DropdownMenu.Item key={one} asChild className={menuItemClass}>
              <IntentLink href={doors[one].href}>
                {doors[one].title}
                {one === audience ? <Check aria-hidden className="ml-auto size-4" /> : null}
              </IntentLink>
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
