'use client'

import type { ReactNode } from 'react'
import { useFieldArray } from 'react-hook-form'
import { ChecksField, SelectField } from '@/components/form/choice-fields'
import { NumberField } from '@/components/form/text-fields'
import { HeaderField } from '@/components/routes/header-field'
import { causeWords } from '@/components/routes/route-words'
import { Button } from '@/components/ui/button'
import type { Choice } from '@/lib/client/use-choices'

type Props = { name: string; models: Choice[] }

/** The first rule whose conditions all hold decides. */
export function RuleFields({ name, models }: Props) {
  return (
    <Rows name={name} noun="rule" empty={{ model: '' }}>
      {(row) => (
        <div className="grid gap-3 sm:grid-cols-2">
          <SelectField name={`${row}.model`} label="Answered by" options={models} />
          <HeaderField name={`${row}.header`} label="Where the header" />
          <HeaderField name={`${row}.claim`} label="Where the token’s claim" isClaim />
          <NumberField name={`${row}.promptTokensOver`} label="Prompt longer than" isOptional min={1} hint="Tokens." />
          <NumberField name={`${row}.promptTokensUnder`} label="Prompt shorter than" isOptional min={1} hint="Tokens." />
          <NumberField
            name={`${row}.budgetUsedPercent`}
            label="Budget used, per cent"
            isOptional
            min={0}
            max={100}
            hint="Of the fullest that applies."
          />
        </div>
      )}
    </Rows>
  )
}

export function TargetFields({ name, models, hasWeights }: Props & { hasWeights: boolean }) {
  return (
    <Rows name={name} noun="model" empty={{ model: '', weight: 100 }}>
      {(row) => (
        <div className="grid gap-3 sm:grid-cols-2">
          <SelectField name={`${row}.model`} label="Model" options={models} />
          {hasWeights ? <NumberField name={`${row}.weight`} label="Weight" min={0} max={1000} /> : null}
        </div>
      )}
    </Rows>
  )
}

export function FallbackFields({ name, models }: Props) {
  return (
    <Rows name={name} noun="fallback" empty={{ model: '', on: ['error', 'context', 'filter'] }}>
      {(row) => (
        <div className="grid gap-3 sm:grid-cols-2">
          <SelectField name={`${row}.model`} label="Model" options={models} />
          <ChecksField name={`${row}.on`} label="After" options={causes} />
        </div>
      )}
    </Rows>
  )
}

const causes = Object.entries(causeWords).map(([value, label]) => ({ value, label }))

/** Rows that are added and removed, each in a frame with its number. */
function Rows({
  name,
  noun,
  empty,
  children,
}: {
  name: string
  noun: string
  empty: object
  children: (row: string) => ReactNode
}) {
  const { fields, append, remove } = useFieldArray({ name })
  return (
    <div className="space-y-3">
      {fields.map((field, index) => (
        <fieldset key={field.id} className="rounded-md bg-sunken p-3">
          <legend className="sr-only">{`${noun} ${index + 1}`}</legend>
          {children(`${name}.${index}`)}
          <Button size="small" look="quiet" className="mt-2" onClick={() => remove(index)}>
            {`Remove ${noun} ${index + 1}`}
          </Button>
        </fieldset>
      ))}
      <Button size="small" onClick={() => append(empty)}>
        {`Add a ${noun}`}
      </Button>
    </div>
  )
}
