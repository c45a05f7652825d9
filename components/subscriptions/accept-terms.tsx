'use client'

import { useId } from 'react'
import { useController } from 'react-hook-form'
import { Checkbox } from '@/components/ui/input'

type Props = { name: 'acceptedTermsVersion'; terms: string; version: number }

/** A product's terms and the box that accepts them: this version, no other. */
export function AcceptTerms({ name, terms, version }: Props) {
  const { field, fieldState } = useController({ name })
  const id = useId()
  const { error } = fieldState
  return (
    <fieldset>
      <legend className="mb-1 font-medium">Terms</legend>
      <p className="max-h-48 overflow-y-auto rounded-md bg-sunken p-3 text-sm whitespace-pre-wrap">{terms}</p>
      <label htmlFor={id} className="mt-2 flex items-center gap-2.5">
        <Checkbox
          id={id}
          name={name}
          ref={field.ref}
          checked={field.value === version}
          aria-invalid={error !== undefined}
          aria-describedby={error ? `${id}-error` : undefined}
          onBlur={field.onBlur}
          onChange={(event) => field.onChange(event.target.checked ? version : undefined)}
        />
        I accept these terms (version {version})
      </label>
      {error ? (
        <p id={`${id}-error`} className="mt-1 text-sm text-danger">
          {error.message?.startsWith('is out of date') ? `This version ${error.message}.` : 'Accept the terms to subscribe.'}
        </p>
      ) : null}
    </fieldset>
  )
}
