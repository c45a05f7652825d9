'use client'

import { clsx } from 'clsx'
import { Search } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { Dialog } from 'radix-ui'
import { type KeyboardEvent, useEffect, useMemo, useState } from 'react'
import { endsOfKey } from '@/components/keys/key-list'
import type { Act } from '@/components/shell/acts'
import { type Audience, audiences as doors, type NavGroup } from '@/components/shell/navigation'
import { type Found, useSearch } from '@/components/shell/use-search'
import { publicIdPattern } from '@/lib/base/ids'

type Props = { groups: NavGroup[]; acts: Act[]; audiences: Audience[]; audience: Audience | null }

/** Ctrl+K: type where to go or what to do, a thing by its name or a key by its last four, and press Enter. */
export function CommandPalette(props: Props) {
  const [isOpen, setIsOpen] = useState(false)
  useEffect(() => {
    const open = (event: globalThis.KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey)) return
      event.preventDefault()
      setIsOpen(true)
    }
    window.addEventListener('keydown', open)
    return () => window.removeEventListener('keydown', open)
  }, [])
  return (
    <Dialog.Root open={isOpen} onOpenChange={setIsOpen}>
      <Dialog.Trigger
        aria-keyshortcuts="Control+K"
        className="flex h-8 items-center gap-2 rounded-md border border-line bg-surface px-2 text-sm text-ink-muted hover:bg-hover max-sm:size-10 max-sm:justify-center max-sm:border-transparent max-sm:bg-transparent"
      >
        <Search aria-hidden className="size-4" />
        <span className="max-sm:sr-only">Search</span>
        <kbd className="ml-6 rounded border border-line px-1 font-sans text-xs max-md:hidden">Ctrl K</kbd>
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-black/45" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed top-[10vh] left-1/2 z-50 w-[calc(100vw-1.5rem)] max-w-xl -translate-x-1/2 rounded-lg border border-line bg-surface shadow-2xl"
        >
          <Dialog.Title className="sr-only">Search</Dialog.Title>
          <Palette {...props} onChosen={() => setIsOpen(false)} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

function Palette({ groups, acts, audiences, audience, onChosen }: Props & { onChosen: () => void }) {
  const router = useRouter()
  const [text, setText] = useState('')
  const [index, setIndex] = useState(0)
  const { found, isBusy } = useSearch(text, audience)
  const pages = useMemo(() => listPages(groups, audiences), [groups, audiences])
  const wanted = text.trim().toLowerCase()
  const shown: Found[] = [
    ...pages.filter((page) => page.title.toLowerCase().includes(wanted)),
    ...acts.filter((act) => act.title.toLowerCase().includes(wanted)).map((act) => ({ kind: 'Act', ...act })),
    ...callOf(wanted, audience === 'admin'),
    ...found,
  ]
  const active = Math.min(index, shown.length - 1)

  const go = (target: Found | undefined) => {
    if (!target) return
    onChosen()
    router.push(target.href)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') return go(shown[active])
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
    event.preventDefault()
    const step = event.key === 'ArrowDown' ? 1 : -1
    setIndex((active + step + shown.length) % Math.max(1, shown.length))
  }

  return (
    <>
      <input
        // biome-ignore lint/a11y/noAutofocus: the dialog exists to be typed into
        autoFocus
        role="combobox"
        aria-expanded
        aria-controls="palette-results"
        aria-activedescendant={shown[active] ? `palette-${active}` : undefined}
        aria-label="Search pages and things"
        placeholder={audience === 'admin' ? 'Where to, what to do, a name, a key’s last four…' : 'Where to, what to do, a name…'}
        value={text}
        onChange={(event) => {
          // A whole key that was pasted is cut to its two ends at once.
          setText(endsOfKey(event.target.value))
          setIndex(0)
        }}
        onKeyDown={onKeyDown}
        className="h-12 w-full rounded-t-lg border-b border-line bg-transparent px-4 text-lg outline-none"
      />
      <div id="palette-results" role="listbox" aria-label="Results" className="max-h-80 overflow-y-auto p-1">
        {shown.map((one, position) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above keeps the keyboard and moves through the options
          <div
            key={`${one.kind} ${one.href}`}
            id={`palette-${position}`}
            role="option"
            tabIndex={-1}
            aria-selected={position === active}
            onClick={() => go(one)}
            onMouseMove={() => setIndex(position)}
            className={clsx('flex cursor-pointer items-center gap-3 rounded px-3 py-2', position === active && 'bg-hover')}
          >
            <span className="truncate">{one.title}</span>
            {one.note ? <span className="truncate text-sm text-ink-muted">{one.note}</span> : null}
            <span className="ml-auto shrink-0 text-sm text-ink-muted">{one.kind}</span>
          </div>
        ))}
        {shown.length === 0 ? (
          <p className="px-3 py-6 text-center text-ink-muted">{isBusy ? 'Searching…' : 'Nothing by that name.'}</p>
        ) : null}
      </div>
      <p className="border-t border-line px-4 py-2 text-sm text-ink-muted max-sm:hidden">
        ↑ ↓ to move, Enter to go, Esc to close. Press ? on any page for all keys.
      </p>
    </>
  )
}

/** A request id leads straight to its call. */
function callOf(text: string, isAdmin: boolean): Found[] {
  if (!publicIdPattern('call').test(text)) return []
  return [{ kind: 'Call', title: text, href: `${isAdmin ? '/admin' : '/portal'}/calls/${text}` }]
}

/** The menu, the other front doors, and one's own account. */
function listPages(groups: NavGroup[], audiences: Audience[]): Found[] {
  const here = groups.flatMap((group) => group.entries).map((entry) => ({ kind: 'Page', title: entry.title, href: entry.href }))
  const elsewhere = audiences.map((audience) => ({ kind: 'Area', title: doors[audience].title, href: doors[audience].href }))
  return [...here, ...elsewhere, { kind: 'Page', title: 'Account and sessions', href: '/account' }]
}
