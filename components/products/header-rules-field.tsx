'use client'

import { X } from 'lucide-react'
import { useState } from 'react'
import { get, useController, useFormState } from 'react-hook-form'
import { type HeaderRow, rowsOf, rulesOf } from '@/components/products/header-rows'
import { Button } from '@/components/ui/button'
import { Input, Select } from '@/components/ui/input'
import type { HeaderRules } from '@/lib/contracts/product-shaping'

/** Headers set and removed, on both ways, a row each. */
export function HeaderRulesField({ name }: { name: 'headerRules' }) {
  const { field } = useController({ name })
  const { errors } = useFormState()
  const [rows, setRows] = useState<HeaderRow[]>(() => rowsOf(field.value as HeaderRules))
  const change = (next: HeaderRow[]) => {
    setRows(next)
    field.onChange(rulesOf(next))
  }
  const edit = (index: number, part: Partial<HeaderRow>) =>
    change(rows.map((row, position) => (position === index ? { ...row, ...part } : row)))
  const message = firstMessage(get(errors, name))
  return (
    <fieldset>
      <legend className="mb-1 font-medium">Headers</legend>
      <div className="space-y-2">
        {rows.map((row, index) => (
          <div key={row.key} className="grid grid-cols-[1fr_1fr_auto] gap-2 sm:grid-cols-[10rem_6rem_1fr_1fr_auto]">
            <Select
              aria-label={`Way of header ${index + 1}`}
              value={row.way}
              onChange={(event) => edit(index, { way: event.target.value as HeaderRow['way'] })}
            >
              <option value="request">to the backend</option>
              <option value="answer">to the caller</option>
            </Select>
            <Select
              aria-label={`Act of header ${index + 1}`}
              value={row.act}
              onChange={(event) => edit(index, { act: event.target.value as HeaderRow['act'] })}
            >
              <option value="set">set</option>
              <option value="remove">remove</option>
            </Select>
            <Input
              aria-label={`Name of header ${index + 1}`}
              placeholder="x-team"
              className="max-sm:row-start-2"
              spellCheck={false}
              autoComplete="off"
              value={row.name}
              onChange={(event) => edit(index, { name: event.target.value.trim() })}
            />
            <Input
              aria-label={`Value of header ${index + 1}`}
              className="max-sm:row-start-2"
              spellCheck={false}
              autoComplete="off"
              disabled={row.act === 'remove'}
              value={row.act === 'remove' ? '' : row.value}
              onChange={(event) => edit(index, { value: event.target.value })}
            />
            <Button
              look="quiet"
              className="px-1"
              aria-label={`Remove header rule ${index + 1}`}
              onClick={() => change(rows.filter((_, position) => position !== index))}
            >
              <X aria-hidden className="size-4" />
            </Button>
          </div>
        ))}
        <Button
          size="small"
          onClick={() => change([...rows, { key: crypto.randomUUID(), way: 'request', act: 'set', name: '', value: '' }])}
        >
          Add a header
        </Button>
      </div>
      {message ? <p className="mt-1 text-sm text-danger">Headers: {message}</p> : null}
      <p className="mt-1 text-sm text-ink-muted">Not for secrets: whoever may see the product may see those to the caller.</p>
    </fieldset>
  )
}

function firstMessage(error: unknown): string | null {
  if (!error || typeof error !== 'object') return null
  if ('message' in error && typeof error.message === 'string' && error.message) return error.message
  for (const [name, inner] of Object.entries(error)) {
    if (name === 'ref') continue
    const message = firstMessage(inner)
    if (message)
      return /^(must|is|are|at)/.test(message) && !['set', 'remove', 'request', 'answer'].includes(name)
        ? `${name} ${message}`
        : message
  }
  return null
}
