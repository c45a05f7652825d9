'use client'

import type { ComponentProps } from 'react'
import { useController } from 'react-hook-form'
import { Select } from '@/components/ui/input'
import type { Choice } from '@/lib/client/use-choices'

type Props = Omit<ComponentProps<'select'>, 'name'> & {
  name: string
  choices: Choice[]
  /** What stands for no choice; left out, one must be made. */
  none?: string
  /** What is asked before a choice is made. */
  prompt?: string
  /** No choice leaves the field out instead of sending null, where the contract knows no null. */
  isLeftOut?: boolean
  parse?: (text: string) => unknown
}

/** A list bound to a form field. Controlled, so that it shows what is chosen also where the choices arrive later. */
export function ChoiceSelect({ name, choices, none, prompt, isLeftOut, parse, ...rest }: Props) {
  const { field } = useController({ name })
  const value = field.value === null || field.value === undefined ? '' : String(field.value)
  const isKnown = value === '' || choices.some((choice) => choice.value === value)
  const change = (text: string) => {
    if (text === '') return field.onChange(isLeftOut ? undefined : none === undefined ? '' : null)
    field.onChange(parse ? parse(text) : text)
  }
  return (
    <Select
      {...rest}
      name={name}
      ref={field.ref}
      onBlur={field.onBlur}
      value={value}
      onChange={(event) => change(event.target.value)}
    >
      {none === undefined ? (
        <option value="" disabled>
          {prompt ?? 'Choose'}
        </option>
      ) : (
        <option value="">{none}</option>
      )}
      {isKnown ? null : <option value={value}>…</option>}
      {choices.map((choice) => (
        <option key={choice.value} value={choice.value}>
          {choice.label}
        </option>
      ))}
    </Select>
  )
}
