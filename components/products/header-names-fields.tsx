'use client'

import { useFormState } from 'react-hook-form'
import { TextField } from '@/components/form/text-fields'

/** Own names for the headers that tell callers about limits; API Management has one attribute for each. */
export function HeaderNamesFields() {
  const { errors } = useFormState()
  return (
    <details open={errors.headerNames ? true : undefined} className="rounded-md border border-line px-3 py-2.5">
      <summary className="cursor-pointer font-medium">Header names</summary>
      <p className="mt-1 text-sm text-ink-muted">
        For clients that read other names than ours, such as those of API Management. Left empty, ours are sent; the last two have
        none.
      </p>
      <div className="mt-3 grid gap-4 sm:grid-cols-2">
        {figures.map(({ name, label, hint, placeholder }) => (
          <TextField
            key={name}
            name={`headerNames.${name}`}
            label={label}
            hint={hint}
            placeholder={placeholder}
            isOptional
            isLeftOut
            autoComplete="off"
            spellCheck={false}
          />
        ))}
      </div>
    </details>
  )
}

const figures = [
  {
    name: 'remainingTokens',
    label: 'Tokens left',
    hint: 'remaining-tokens-header-name',
    placeholder: 'x-ratelimit-remaining-tokens',
  },
  {
    name: 'remainingCalls',
    label: 'Calls left',
    hint: 'remaining-calls-header-name',
    placeholder: 'x-ratelimit-remaining-requests',
  },
  { name: 'totalCalls', label: 'Calls allowed', hint: 'total-calls-header-name', placeholder: 'x-ratelimit-limit-requests' },
  { name: 'retryAfter', label: 'When to come back', hint: 'retry-after-header-name', placeholder: 'retry-after' },
  {
    name: 'remainingQuotaTokens',
    label: 'Tokens left of the quota',
    hint: 'remaining-quota-tokens-header-name',
    placeholder: 'not sent',
  },
  { name: 'tokensConsumed', label: 'Tokens used by the call', hint: 'tokens-consumed-header-name', placeholder: 'not sent' },
]
