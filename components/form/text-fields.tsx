'use client'

import type { ComponentProps, ReactNode } from 'react'
import { useController, useFormContext } from 'react-hook-form'
import { Field } from '@/components/form/field'
import { Input, TextArea } from '@/components/ui/input'

type Named = { name: string; label: string; hint?: ReactNode; isOptional?: boolean }

/** One line of text. An optional one left empty is null, or left out where the contract knows no null. */
export function TextField({
  name,
  label,
  hint,
  isOptional,
  isLeftOut,
  ...rest
}: Named & ComponentProps<'input'> & { isLeftOut?: boolean }) {
  const { register } = useFormContext()
  const nothing = isLeftOut ? undefined : null
  return (
    <Field name={name} label={label} hint={hint} isOptional={isOptional}>
      {(control) => (
        <Input {...rest} {...control} {...register(name, isOptional ? { setValueAs: (text: string) => text || nothing } : {})} />
      )}
    </Field>
  )
}

export function TextAreaField({ name, label, hint, isOptional, ...rest }: Named & ComponentProps<'textarea'>) {
  const { register } = useFormContext()
  return (
    <Field name={name} label={label} hint={hint} isOptional={isOptional}>
      {(control) => (
        <TextArea
          {...rest}
          {...control}
          {...register(name, isOptional ? { setValueAs: (text: string) => text || undefined } : {})}
        />
      )}
    </Field>
  )
}

/** A whole number. */
export function NumberField({ name, label, hint, isOptional, ...rest }: Named & ComponentProps<'input'>) {
  const { register } = useFormContext()
  const setValueAs = (text: unknown) => (text === '' || text === null || text === undefined ? undefined : Number(text))
  return (
    <Field name={name} label={label} hint={hint} isOptional={isOptional}>
      {(control) => <Input inputMode="numeric" {...rest} {...control} type="number" {...register(name, { setValueAs })} />}
    </Field>
  )
}

/** Several short texts, separated by commas, kept as a list. */
export function ListField({ name, label, hint, isOptional, ...rest }: Named & ComponentProps<'input'>) {
  const { field } = useController({ name })
  const text = Array.isArray(field.value) ? field.value.join(', ') : ''
  return (
    <Field name={name} label={label} hint={hint} isOptional={isOptional}>
      {(control) => (
        <Input
          {...rest}
          {...control}
          defaultValue={text}
          ref={field.ref}
          onBlur={field.onBlur}
          onChange={(event) => field.onChange(splitList(event.target.value))}
        />
      )}
    </Field>
  )
}

/** A moment in the viewer's zone, kept as an instant. */
export function MomentField({ name, label, hint, isOptional, ...rest }: Named & ComponentProps<'input'>) {
  const { field } = useController({ name })
  return (
    <Field name={name} label={label} hint={hint} isOptional={isOptional}>
      {(control) => (
        <Input
          {...rest}
          {...control}
          type="datetime-local"
          defaultValue={toLocalInput(field.value)}
          ref={field.ref}
          onBlur={field.onBlur}
          onChange={(event) => field.onChange(event.target.value ? new Date(event.target.value).toISOString() : undefined)}
        />
      )}
    </Field>
  )
}

/** "a, b" → ["a", "b"]. */
export function splitList(text: string): string[] {
  return text
    .split(/[,\n]/)
    .map((part) => part.trim())
    .filter(Boolean)
}

function toLocalInput(value: unknown): string {
  if (typeof value !== 'string' || !value) return ''
  const date = new Date(value)
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}
