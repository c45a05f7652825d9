'use client'

import { type ReactNode, useId } from 'react'
import { type FieldError, get, useFormContext } from 'react-hook-form'

type Control = { id: string; name: string; 'aria-invalid': boolean; 'aria-describedby': string | undefined }

type Props = {
  name: string
  label: string
  /** What to enter and what follows from it, in a few words. */
  hint?: ReactNode
  isOptional?: boolean
  children: (control: Control) => ReactNode
}

/** A labelled field with its hint and its error, tied together for screen readers. */
export function Field({ name, label, hint, isOptional, children }: Props) {
  const id = useId()
  const { formState } = useFormContext()
  const error: FieldError | undefined = get(formState.errors, name)
  const message = messageOf(error)
  const describedBy = [hint ? `${id}-hint` : '', message ? `${id}-error` : ''].filter(Boolean).join(' ')
  return (
    <div>
      <label htmlFor={id} className="mb-1 block font-medium">
        {label}
        {isOptional ? <span className="font-normal text-ink-muted"> (optional)</span> : null}
      </label>
      {children({ id, name, 'aria-invalid': message !== null, 'aria-describedby': describedBy || undefined })}
      {message ? (
        <p id={`${id}-error`} className="mt-1 text-sm text-danger">
          {label} {message}
        </p>
      ) : null}
      {hint ? (
        <p id={`${id}-hint`} className="mt-1 text-sm text-ink-muted">
          {hint}
        </p>
      ) : null}
    </div>
  )
}

function messageOf(error: unknown): string | null {
  if (!error || typeof error !== 'object') return null
  if ('message' in error && typeof error.message === 'string' && error.message) return plain(error.message)
  // A list's or group's first complaint stands for the group.
  for (const inner of Object.values(error)) {
    const message = messageOf(inner)
    if (message) return message
  }
  return null
}

/** The contract's own messages are "must be …"; what the validator says by itself is put as one of those. */
function plain(message: string): string {
  if (/^Invalid input: expected .*received (undefined|null|NaN)/i.test(message)) return 'must not be empty'
  return message.charAt(0).toLowerCase() + message.slice(1)
}
