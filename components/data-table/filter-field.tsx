'use client'

import { useEffect, useId, useState } from 'react'
import type { FilterSpec } from '@/components/data-table/columns'
import type { TableUrl } from '@/components/data-table/use-table-url'
import { SearchSelect } from '@/components/form/search-select'
import { Input, Select } from '@/components/ui/input'

/** One filter of a list, bound to the page's URL: chosen, searched or typed. */
export function FilterField({ filter, url }: { filter: FilterSpec; url: TableUrl }) {
  const set = (value: string) => url.set({ [filter.name]: value })
  if (filter.input) return <TypedFilter filter={filter} value={url.get(filter.name)} onChange={set} />
  if (filter.lookup) {
    return (
      <div className="w-44">
        <SearchSelect
          aria-label={filter.label}
          lookup={filter.lookup}
          none={`${filter.label}: any`}
          value={url.get(filter.name)}
          onChange={set}
        />
      </div>
    )
  }
  return (
    <Select
      aria-label={filter.label}
      className="!w-auto max-w-56"
      value={url.get(filter.name)}
      onChange={(event) => set(event.target.value)}
    >
      <option value="">{filter.label}: any</option>
      {filter.options?.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </Select>
  )
}

/** Asked once it is typed to its end: at Enter, or when the field is left. */
function TypedFilter({ filter, value, onChange }: { filter: FilterSpec; value: string; onChange: (value: string) => void }) {
  const id = useId()
  const isMoment = filter.input === 'moment'
  const [text, setText] = useState(isMoment ? '' : value)
  useEffect(() => setText(isMoment ? toLocalInput(value) : value), [value, isMoment])
  const send = () => {
    const next = isMoment ? toInstant(text) : text.trim()
    if (next !== value) onChange(next)
  }
  return (
    <span className="inline-flex items-center gap-1.5">
      <label htmlFor={id} className="text-sm text-ink-muted">
        {filter.label}
      </label>
      <Input
        id={id}
        type={isMoment ? 'datetime-local' : 'text'}
        className={isMoment ? '!w-52' : '!w-36'}
        value={text}
        autoComplete="off"
        onChange={(event) => setText(event.target.value)}
        onBlur={send}
        onKeyDown={(event) => event.key === 'Enter' && send()}
      />
    </span>
  )
}

function toInstant(text: string): string {
  const date = new Date(text)
  return text && !Number.isNaN(date.getTime()) ? date.toISOString() : ''
}

function toLocalInput(value: string): string {
  const date = new Date(value)
  if (!value || Number.isNaN(date.getTime())) return ''
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}
