'use client'

import { useController } from 'react-hook-form'
import { Field } from '@/components/form/field'
import { TextArea } from '@/components/ui/input'

type Props = { name: string; label: string; hint: string }

/** Body fields with their values, as JSON: their names are the provider's, so no form could list them. */
export function JsonField({ name, label, hint }: Props) {
  const { field } = useController({ name })
  const { value } = field
  const text = typeof value === 'string' ? value : Object.keys(value ?? {}).length > 0 ? JSON.stringify(value) : ''
  return (
    <Field name={name} label={label} isOptional hint={hint}>
      {(control) => (
        <TextArea
          {...control}
          rows={2}
          spellCheck={false}
          className="font-mono text-sm"
          defaultValue={text}
          ref={field.ref}
          onBlur={field.onBlur}
          onChange={(event) => field.onChange(parseObject(event.target.value))}
        />
      )}
    </Field>
  )
}

/** The object, or the text itself where it is not one yet: the contract then says so at the field. */
function parseObject(text: string): unknown {
  if (!text.trim()) return {}
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
