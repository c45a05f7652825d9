'use client'

import type { ReactNode } from 'react'
import { useController } from 'react-hook-form'
import { Field } from '@/components/form/field'
import { SearchSelect } from '@/components/form/search-select'
import type { Lookup } from '@/lib/client/use-lookup'

type BoundProps = {
  name: string
  lookup: Lookup
  none?: string
  /** No choice leaves the field out instead of sending null, where the contract knows no null. */
  isLeftOut?: boolean
  className?: string
  placeholder?: string
  id?: string
  'aria-label'?: string
  'aria-invalid'?: boolean
  'aria-describedby'?: string
}

/** A search bound to a form field. */
export function LookupSelect({ name, isLeftOut, none, ...rest }: BoundProps) {
  const { field } = useController({ name })
  return (
    <SearchSelect
      {...rest}
      name={name}
      none={none}
      value={typeof field.value === 'string' ? field.value : ''}
      onBlur={field.onBlur}
      onChange={(value) => field.onChange(value === '' ? (isLeftOut ? undefined : none === undefined ? '' : null) : value)}
    />
  )
}

type FieldProps = BoundProps & { label: string; hint?: ReactNode; isOptional?: boolean }

/** One of very many, with its label: a tenant, a product, a user. An optional one may be none. */
export function LookupField({ label, hint, isOptional, none = 'None', ...rest }: FieldProps) {
  return (
    <Field name={rest.name} label={label} hint={hint} isOptional={isOptional}>
      {(control) => <LookupSelect {...rest} {...control} none={isOptional ? none : undefined} />}
    </Field>
  )
}
