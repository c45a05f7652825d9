'use client'

import { useController } from 'react-hook-form'
import { Field } from '@/components/form/field'
import { Input } from '@/components/ui/input'

/** A header and its value on one line, kept as an object; empty is none. */
export function HeaderField({ name, label }: { name: string; label: string }) {
  const { field } = useController({ name })
  const { value } = field
  return (
    <Field name={name} label={label} isOptional>
      {(control) => (
        <Input
          {...control}
          placeholder="x-tier: free"
          autoComplete="off"
          spellCheck={false}
          defaultValue={value ? `${value.name}: ${value.value}` : ''}
          ref={field.ref}
          onBlur={field.onBlur}
          onChange={(event) => field.onChange(parseHeader(event.target.value))}
        />
      )}
    </Field>
  )
}

function parseHeader(text: string): { name: string; value: string } | undefined {
  if (!text.trim()) return undefined
  const at = text.indexOf(':')
  if (at === -1) return { name: text.trim(), value: '' }
  return { name: text.slice(0, at).trim(), value: text.slice(at + 1).trim() }
}
