'use client'

import { Search } from 'lucide-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import type { FilterSpec } from '@/components/data-table/columns'
import { FilterField } from '@/components/data-table/filter-field'
import type { TableUrl } from '@/components/data-table/use-table-url'
import { areSingleKeysOn, isTyping } from '@/components/shell/single-keys'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'

type Props = {
  url: TableUrl
  hasSearch: boolean
  filters: FilterSpec[]
  label: string
  hint?: string
  clean?: (text: string) => string
  children: ReactNode
}

/** Search and filters on the left, what can be done with the whole table on the right. "/" goes to the search. */
export function TableToolbar({ url, hasSearch, filters, label, hint, clean, children }: Props) {
  const usual = filters.filter((filter) => !filter.isMore)
  const more = filters.filter((filter) => filter.isMore)
  const [isOpen, setIsOpen] = useState(() => more.some((filter) => url.get(filter.name) !== ''))
  const isFiltered = url.get('search') !== '' || filters.some((filter) => url.get(filter.name) !== '')
  const reset = () => url.set(Object.fromEntries(['search', ...filters.map((filter) => filter.name)].map((name) => [name, ''])))
  return (
    <div className="mb-2 flex flex-wrap items-center gap-2">
      {hasSearch ? (
        <SearchField
          label={`Search ${label.toLowerCase()}`}
          hint={hint}
          clean={clean}
          value={url.get('search')}
          onChange={(search) => url.set({ search })}
        />
      ) : null}
      {usual.map((filter) => (
        <FilterField key={filter.name} filter={filter} url={url} />
      ))}
      {more.length > 0 ? (
        <Button look="quiet" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
          {isOpen ? 'Fewer filters' : 'More filters'}
        </Button>
      ) : null}
      {isFiltered ? (
        <Button look="quiet" onClick={reset}>
          Clear
        </Button>
      ) : null}
      <div className="ml-auto flex items-center gap-2">{children}</div>
      {isOpen ? (
        <div className="flex basis-full flex-wrap items-end gap-2">
          {more.map((filter) => (
            <FilterField key={filter.name} filter={filter} url={url} />
          ))}
        </div>
      ) : null}
    </div>
  )
}

type SearchProps = {
  label: string
  hint?: string
  clean?: (text: string) => string
  value: string
  onChange: (text: string) => void
}

function SearchField({ label, hint, clean, value, onChange }: SearchProps) {
  const [text, setText] = useState(value)
  const field = useRef<HTMLInputElement>(null)
  const sent = useRef(value)

  useEffect(() => {
    if (value === sent.current) return
    sent.current = value
    setText(value)
  }, [value])

  useEffect(() => {
    if (text === sent.current) return
    const timer = setTimeout(() => {
      sent.current = text
      onChange(text)
    }, 250)
    return () => clearTimeout(timer)
  }, [text, onChange])

  useEffect(() => {
    const focus = (event: KeyboardEvent) => {
      if (event.key !== '/' || isTyping(event) || event.metaKey || event.ctrlKey || !areSingleKeysOn()) return
      event.preventDefault()
      field.current?.focus()
    }
    window.addEventListener('keydown', focus)
    return () => window.removeEventListener('keydown', focus)
  }, [])

  return (
    <div className="relative w-full sm:w-64">
      <Search aria-hidden className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-ink-faint" />
      <Input
        ref={field}
        type="search"
        aria-label={label}
        placeholder={hint ?? label}
        value={text}
        onChange={(event) => setText(clean ? clean(event.target.value) : event.target.value)}
        className="pl-8"
      />
    </div>
  )
}
