'use client'

import { type ReactNode, useState } from 'react'
import type { FilterSpec } from '@/components/data-table/columns'
import { FilterField } from '@/components/data-table/filter-field'
import { SearchField } from '@/components/data-table/search-field'
import type { TableUrl } from '@/components/data-table/use-table-url'
import { Button } from '@/components/ui/button'

type Props = {
  url: TableUrl
  hasSearch: boolean
  filters: readonly FilterSpec[]
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
