'use client'

import { useFormState } from 'react-hook-form'
import { SelectField } from '@/components/form/choice-fields'
import { ListField, TextField } from '@/components/form/text-fields'
import type { Limit } from '@/lib/contracts/limit'

type Props = { measure: Limit['measure']; isQuota: boolean; period?: string | undefined }

/** What seldom needs a word: when a period begins, when to be told, and what holds when something is missing. */
export function LimitOptions({ measure, isQuota, period }: Props) {
  const { errors } = useFormState()
  // What is wrong must not be hidden.
  const isWrong = names.some((name) => name in errors)
  return (
    <details open={isWrong ? true : undefined} className="rounded-md border border-line px-3 py-2.5">
      <summary className="cursor-pointer font-medium">More</summary>
      <div className="mt-3 grid gap-4 sm:grid-cols-2">
        {isQuota ? (
          <>
            <ListField
              name="thresholds"
              label="Thresholds (%)"
              hint="Told once per counter and period when so much is used."
              placeholder="50, 80, 100"
              inputMode="numeric"
              autoComplete="off"
            />
            <TextField
              name="timeZone"
              label="Time zone"
              isOptional
              placeholder="the tenant's"
              autoComplete="off"
              hint="Where its periods begin at midnight."
            />
            {period === 'week' ? <SelectField name="weekStart" label="Week begins on" options={weekDays} parse={Number} /> : null}
            <SelectField name="quotaStatus" label="Refused with" options={statuses} parse={Number} />
          </>
        ) : null}
        {measure === 'cost' ? <SelectField name="unpriced" label="A call nobody can price" options={unpricedChoices} /> : null}
        <SelectField
          name="storeDown"
          label="While Redis is away"
          options={storeDownChoices}
          hint="Only where gateways share one."
        />
      </div>
    </details>
  )
}

const names = ['thresholds', 'timeZone', 'weekStart', 'quotaStatus', 'unpriced', 'storeDown']

const weekDays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'].map((label, i) => ({
  value: String(i + 1),
  label,
}))
const statuses = [
  { value: '403', label: '403: waiting takes long' },
  { value: '429', label: '429: as for rates' },
]
const unpricedChoices = [
  { value: 'refuse', label: 'is refused' },
  { value: 'allow', label: 'passes and counts nothing' },
]
const storeDownChoices = [
  { value: 'local', label: 'each takes its share' },
  { value: 'deny', label: 'refuse' },
  { value: 'allow', label: 'let pass, count later' },
]
