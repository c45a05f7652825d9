'use client'

import { X } from 'lucide-react'
import { useState } from 'react'
import { get, useController, useFormState } from 'react-hook-form'
import { type TtlRow, ttlRowsOf, ttlRulesOf } from '@/components/products/ttl-rules'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'
import type { ProductCache } from '@/lib/contracts/product-cache'

/** How long an answer is kept, a rule each row: the first that fits counts. */
export function TtlRulesField({ name }: { name: 'cache.rules' }) {
  const { field } = useController({ name })
  const { errors } = useFormState()
  const [rows, setRows] = useState<TtlRow[]>(() => ttlRowsOf(field.value as ProductCache['rules']))
  const change = (next: TtlRow[]) => {
    setRows(next)
    field.onChange(ttlRulesOf(next))
  }
  const edit = (index: number, part: Partial<TtlRow>) =>
    change(rows.map((row, position) => (position === index ? { ...row, ...part } : row)))
  const message = get(errors, name)
    ? 'each rule needs a whole number of seconds, at most 31 days, and headers as name: value'
    : null
  return (
    <fieldset>
      <legend className="mb-1 font-medium">Kept longer or shorter</legend>
      <div className="space-y-2">
        {rows.map((row, index) => (
          <div key={row.key} className="grid grid-cols-[1fr_1fr_auto] gap-2 sm:grid-cols-[1fr_1.4fr_1fr_7rem_auto]">
            <Input
              aria-label={`Model of rule ${index + 1}`}
              placeholder="any model"
              value={row.model}
              spellCheck={false}
              autoComplete="off"
              onChange={(event) => edit(index, { model: event.target.value })}
            />
            <Input
              aria-label={`Words of rule ${index + 1}`}
              placeholder="documentation, reference"
              value={row.words}
              autoComplete="off"
              onChange={(event) => edit(index, { words: event.target.value })}
            />
            <Input
              aria-label={`Header of rule ${index + 1}`}
              className="max-sm:row-start-2"
              placeholder="x-kind: faq"
              value={row.header}
              spellCheck={false}
              autoComplete="off"
              onChange={(event) => edit(index, { header: event.target.value })}
            />
            <Input
              aria-label={`Seconds of rule ${index + 1}`}
              className="max-sm:row-start-2"
              inputMode="numeric"
              value={row.ttlSeconds}
              onChange={(event) => edit(index, { ttlSeconds: event.target.value })}
            />
            <Button
              look="quiet"
              className="px-1"
              aria-label={`Remove rule ${index + 1}`}
              onClick={() => change(rows.filter((_, position) => position !== index))}
            >
              <X aria-hidden className="size-4" />
            </Button>
          </div>
        ))}
        <Button
          size="small"
          onClick={() => change([...rows, { key: crypto.randomUUID(), model: '', words: '', header: '', ttlSeconds: '86400' }])}
        >
          Add a rule
        </Button>
      </div>
      {message ? <p className="mt-1 text-sm text-danger">Rules: {message}</p> : null}
      <p className="mt-1 text-sm text-ink-muted">
        Model, words of the last message, a header, seconds. The first rule that fits counts; 0 seconds: not kept.
      </p>
    </fieldset>
  )
}
