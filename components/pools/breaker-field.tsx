'use client'

import { useFormContext, useWatch } from 'react-hook-form'
import { CheckField } from '@/components/form/choice-fields'
import { NumberField, TextField } from '@/components/form/text-fields'
import { Checkbox } from '@/components/ui/input'

/** When a failing member is left out, and for how long. Left alone, the built-in rule holds. */
export function BreakerField({ name }: { name: 'breaker' }) {
  const { setValue } = useFormContext()
  const rule: unknown = useWatch({ name })
  const isOwn = rule !== null && rule !== undefined
  return (
    <div className="border-t border-line pt-4">
      <fieldset className="space-y-3">
        <legend className="mb-1 font-medium">Breaker</legend>
        <label htmlFor="own-breaker" className="flex items-center gap-2.5">
          <Checkbox
            id="own-breaker"
            checked={isOwn}
            onChange={(event) => setValue(name, event.target.checked ? ownRule : null, { shouldDirty: true })}
          />
          <span>A rule of its own, in place of the built-in one</span>
        </label>
        {isOwn ? (
          <>
            <div className="grid gap-4 sm:grid-cols-3">
              <NumberField name={`${name}.failureCondition.count`} label="Failures" isOptional />
              <TextField name={`${name}.failureCondition.interval`} label="Within" hint="Such as PT1M." />
              <TextField name={`${name}.tripDuration`} label="Out for" hint="Such as PT10S." />
            </div>
            <CheckField
              name={`${name}.acceptRetryAfter`}
              label="Believe Retry-After"
              hint="A backend that says when to come back is left out until then."
            />
            <TextField name={`${name}.retryAfterCap`} label="But no longer than" placeholder="PT1M" isOptional />
          </>
        ) : null}
      </fieldset>
    </div>
  )
}

const ownRule = {
  failureCondition: {
    count: 3,
    interval: 'PT1M',
    statusCodeRanges: [
      { min: 429, max: 429 },
      { min: 500, max: 599 },
    ],
    errorReasons: [],
  },
  tripDuration: 'PT10S',
  acceptRetryAfter: true,
}
