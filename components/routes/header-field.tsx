'use client'

import { useController } from 'react-hook-form'
import { Field } from '@/components/form/field'
import { Input } from '@/components/ui/input'

/** A header, or a claim, and its value on one line, kept as an object; empty is none. */
export function HeaderField({ name, label, isClaim = false }: { name: string; label: string; isClaim?: boolean }) {
  const { field } = useController({ name })
  const { value } = field
  return (
    <Field name={name} label={label} isOptional>
      {(control) => (
        <Input
          {...control}
          placeholder={isClaim ? 'groups: trial' : 'x-tier: free'}
          autoComplete="off"
          spellCheck={false}
          defaultValue={value ? `${value.name}: ${value.value}` : ''}
          ref={field.ref}
          onBlur={field.onBlur}
          onChange={(event) => field.onChange(parsePair(event.target.value, isClaim))}
        />
      )}
    </Field>
  )
}

/** The name of a claim may be an address: there the last colon divides. */
function parsePair(text: string, isClaim: boolean): { name: string; value: string } | undefined {
  if (!text.trim()) return undefined
  const at = isClaim ? text.lastIndexOf(':') : text.indexOf(':')
  if (at === -1) return { name: text.trim(), value: '' }
  return { name: text.slice(0, at).trim(), value: text.slice(at + 1).trim() }
}
