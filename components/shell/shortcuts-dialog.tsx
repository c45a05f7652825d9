'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { NavGroup } from '@/components/shell/navigation'
import { everywhere, goTos } from '@/components/shell/shortcuts'
import { areSingleKeysOn, isTyping, useSingleKeys } from '@/components/shell/single-keys'
import { Dialog } from '@/components/ui/dialog'
import { Checkbox } from '@/components/ui/input'

/** How long the letter after "g" is waited for. */
const WAIT_MS = 1_500

/** Listens for the keys that go somewhere, and shows them all with "?". */
export function Shortcuts({ groups }: { groups: NavGroup[] }) {
  const router = useRouter()
  const [isOpen, setIsOpen] = useState(false)
  const pages = useMemo(() => goTos(groups), [groups])
  const goneMs = useRef(0)

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.metaKey || event.ctrlKey || event.altKey || isTyping(event) || !areSingleKeysOn()) return
      if (event.key === '?') {
        event.preventDefault()
        return setIsOpen(true)
      }
      const isSecond = event.timeStamp - goneMs.current < WAIT_MS
      goneMs.current = event.key === 'g' ? event.timeStamp : 0
      const page = isSecond ? pages.find((one) => one.key === event.key) : undefined
      if (page) router.push(page.href)
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [pages, router])

  return isOpen ? <ShortcutsDialog pages={pages} onClose={() => setIsOpen(false)} /> : null
}

function ShortcutsDialog({ pages, onClose }: { pages: ReturnType<typeof goTos>; onClose: () => void }) {
  const [isOn, setIsOn] = useSingleKeys()
  return (
    <Dialog isOpen onOpenChange={onClose} title="Keyboard shortcuts" width="wide">
      <div className="grid gap-x-10 gap-y-6 sm:grid-cols-2">
        <dl>
          {everywhere.map(({ keys, what }) => (
            <Line key={what} keys={keys} what={what} />
          ))}
        </dl>
        <dl>
          {pages.map((page) => (
            <Line key={page.href} keys={['g', page.key]} what={page.title} />
          ))}
        </dl>
      </div>
      <label htmlFor="single-keys" className="mt-5 flex items-center gap-2.5">
        <Checkbox id="single-keys" checked={isOn} onChange={(event) => setIsOn(event.target.checked)} />
        Keys without Ctrl work
      </label>
    </Dialog>
  )
}

function Line({ keys, what }: { keys: string[]; what: string }) {
  return (
    <div className="flex items-center justify-between gap-4 border-b border-line py-1.5">
      <dt>{what}</dt>
      <dd className="flex gap-1">
        {keys.map((key) => (
          <kbd key={key} className="min-w-6 rounded border border-line px-1.5 text-center font-sans text-xs leading-5">
            {key}
          </kbd>
        ))}
      </dd>
    </div>
  )
}
