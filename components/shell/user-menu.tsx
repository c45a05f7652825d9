'use client'

import { Check } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { useState } from 'react'
import { type Theme, themeCookie } from '@/components/shell/theme'
import { IntentLink } from '@/components/ui/intent-link'
import { menuClass, menuItemClass } from '@/components/ui/menu-class'

/** Who is signed in, their account, light or dark, and the way out. */
export function UserMenu({ user, theme }: { user: { name: string; email: string }; theme: Theme }) {
  const [chosen, setChosen] = useState(theme)
  const choose = (next: string) => {
    setChosen(next as Theme)
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Firefox
    document.cookie = `${themeCookie}=${next}; path=/; max-age=31536000; samesite=lax`
    document.documentElement.classList.remove('light', 'dark')
    if (next !== 'system') document.documentElement.classList.add(next)
  }
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger
        aria-label={`Account of ${user.name}`}
        className="flex h-8 items-center gap-2 rounded-md px-1.5 hover:bg-hover max-sm:size-10 max-sm:justify-center"
      >
        <span
          aria-hidden
          className="flex size-6 items-center justify-center rounded-full bg-accent-soft text-xs font-semibold text-accent"
        >
          {initials(user.name)}
        </span>
        <span className="max-w-40 truncate max-md:hidden">{user.name}</span>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content align="end" sideOffset={4} className={`${menuClass} w-56`}>
          <div className="px-2 py-1.5">
            <p className="truncate font-medium">{user.name}</p>
            <p className="truncate text-sm text-ink-muted">{user.email}</p>
          </div>
          <DropdownMenu.Separator className="my-1 h-px bg-line" />
          <DropdownMenu.Item asChild className={menuItemClass}>
            <IntentLink href="/account">Account and sessions</IntentLink>
          </DropdownMenu.Item>
          <DropdownMenu.Separator className="my-1 h-px bg-line" />
          <DropdownMenu.RadioGroup aria-label="Appearance" value={chosen} onValueChange={choose}>
            {appearances.map(({ value, title }) => (
              <DropdownMenu.RadioItem
                key={value}
                value={value}
                className={menuItemClass}
                onSelect={(event) => event.preventDefault()}
              >
                {title}
                <DropdownMenu.ItemIndicator className="ml-auto">
                  <Check aria-hidden className="size-4" />
                </DropdownMenu.ItemIndicator>
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
          <DropdownMenu.Separator className="my-1 h-px bg-line" />
          <DropdownMenu.Item className={menuItemClass} onSelect={leave}>
            Sign out
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

/** The way out comes when it is taken; where it cannot be fetched, the server's own page asks. */
function leave(): void {
  import('next-auth/react').then(
    ({ signOut }) => signOut({ callbackUrl: '/sign-in' }),
    () => window.location.assign('/api/auth/signout'),
  )
}

const appearances: { value: Theme; title: string }[] = [
  { value: 'system', title: 'Like the system' },
  { value: 'light', title: 'Light' },
  { value: 'dark', title: 'Dark' },
]

function initials(name: string): string {
  const words = name.trim().split(/\s+/)
  return ((words[0]?.[0] ?? '') + (words.length > 1 ? (words.at(-1)?.[0] ?? '') : '')).toUpperCase()
}
