'use client'

import { type ReactNode, useId } from 'react'
import { useController, useFormContext } from 'react-hook-form'
import { ChoiceSelect } from '@/components/form/choice-select'
import { Field } from '@/components/form/field'
import { Checkbox } from '@/components/ui/input'
import type { Choice } from '@/lib/client/use-choices'

type Named = { name: string; label: string; hint?: ReactNode; isOptional?: boolean }

/** One of a list. An optional one may be none: sent as null, or left out where the contract knows no null. */
export function SelectField({
  name,
  label,
  hint,
  isOptional,
  options,
  none = 'None',
  ...rest
}: Named & { options: Choice[]; none?: string; isLeftOut?: boolean; parse?: (text: string) => unknown }) {
  return (
    <Field name={name} label={label} hint={hint} isOptional={isOptional}>
      {(control) => (
        <ChoiceSelect
          {...rest}
          {...control}
          choices={options}
          none={isOptional ? none : undefined}
          prompt={`Choose ${label.toLowerCase()}`}
        />
      )}
    </Field>
  )
}

/** Yes or no, with what a yes means beside the box. */
export function CheckField({ name, label, hint }: { name: string; label: string; hint?: ReactNode }) {
  const { register } = useFormContext()
  const id = useId()
  return (
    <label htmlFor={id} className="flex items-start gap-2.5">
      <Checkbox id={id} {...register(name)} className="mt-0.5" />
      <span>
        <span className="font-medium">{label}</span>
        {hint ? <span className="block text-sm text-ink-muted">{hint}</span> : null}
      </span>
    </label>
  )
}

/** Any number of a list. */
export function ChecksField({
  name,
  label,
  hint,
  options,
  empty,
}: {
  name: string
  label: string
  hint?: ReactNode
  options: Choice[]
  empty?: ReactNode
}) {
  const { field, fieldState } = useController({ name })
  const id = useId()
  const chosen: string[] = Array.isArray(field.value) ? field.value : []
  const toggle = (value: string) =>
    field.onChange(chosen.includes(value) ? chosen.filter((other) => other !== value) : [...chosen, value])
  return (
    <fieldset>
      <legend className="mb-1 font-medium">{label}</legend>
      {options.length === 0 ? <p className="text-ink-muted">{empty}</p> : null}
      <div className="grid max-h-56 gap-x-4 gap-y-1 overflow-y-auto rounded-md border border-line p-2 empty:hidden sm:grid-cols-2">
        {options.map((option) => (
          <label key={option.value} htmlFor={`${id}-${option.value}`} className="flex min-w-0 items-center gap-2">
            <Checkbox
              id={`${id}-${option.value}`}
              name={name}
              checked={chosen.includes(option.value)}
              onChange={() => toggle(option.value)}
              onBlur={field.onBlur}
            />
            <span className="truncate">{option.label}</span>
          </label>
        ))}
      </div>
      {fieldState.error ? (
        <p className="mt-1 text-sm text-danger">{`${label} ${fieldState.error.message ?? 'is not right'}`}</p>
      ) : null}
      {hint ? <p className="mt-1 text-sm text-ink-muted">{hint}</p> : null}
    </fieldset>
  )
}
