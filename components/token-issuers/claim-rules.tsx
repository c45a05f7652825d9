'use client'

import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { useFieldArray, useFormContext } from 'react-hook-form'
import { SelectField } from '@/components/form/choice-fields'
import { LookupField } from '@/components/form/lookup-field'
import { subscriptionLookup } from '@/components/form/lookups'
import { rowErrors } from '@/components/form/row-errors'
import { ListField, TextField } from '@/components/form/text-fields'
import { Button } from '@/components/ui/button'

/** Which subscription a caller uses: the first rule that fits says. */
export function CallerRules() {
  return (
    <Rows
      name="callers"
      title="Callers"
      sentence="The first rule that fits says which subscription a caller uses. Nobody fits: nobody may call."
      add="Add a rule for callers"
      empty={{ claim: null, value: '', subscriptionId: '' }}
    >
      {(at) => (
        <>
          <TextField name={`${at}.claim`} label="Claim" isOptional autoComplete="off" placeholder="roles; empty: every caller" />
          <TextField name={`${at}.value`} label="Value" autoComplete="off" placeholder="chat.use" />
          <LookupField name={`${at}.subscriptionId`} label="Subscription" lookup={subscriptionLookup} />
        </>
      )}
    </Rows>
  )
}

/** Which models claims allow. */
export function ModelRules() {
  return (
    <Rows
      name="modelRules"
      title="Models by claim"
      sentence="Without such a rule a caller has all models of the product. With any, only those of the rules that fit."
      add="Add a rule for models"
      empty={{ claim: '', value: '', models: [] }}
    >
      {(at) => (
        <>
          <TextField name={`${at}.claim`} label="Claim" autoComplete="off" placeholder="groups" />
          <TextField name={`${at}.value`} label="Value" autoComplete="off" />
          <ListField name={`${at}.models`} label="Models" placeholder="gpt-4o, gpt-4o-mini" />
        </>
      )}
    </Rows>
  )
}

/** What every token must say. */
export function RequiredClaims() {
  return (
    <Rows
      name="requiredClaims"
      title="Required claims"
      sentence="What every token must say, besides issuer, audience and time."
      add="Require a claim"
      empty={{ claim: '', values: [], match: 'any' }}
    >
      {(at) => (
        <>
          <TextField name={`${at}.claim`} label="Claim" autoComplete="off" placeholder="scp" />
          <ListField name={`${at}.values`} label="Values" placeholder="access_as_user" />
          <SelectField name={`${at}.match`} label="Must have" options={matches} />
        </>
      )}
    </Rows>
  )
}

const matches = [
  { value: 'any', label: 'any of them' },
  { value: 'all', label: 'all of them' },
]

function Rows(props: {
  name: string
  title: string
  sentence: string
  add: string
  empty: Record<string, unknown>
  children: (at: string) => ReactNode
}) {
  const { name, title, sentence, add, empty, children } = props
  const { formState } = useFormContext()
  const { fields, append, remove } = useFieldArray({ name })
  const errors = rowErrors(formState, name)
  return (
    <fieldset className="space-y-3 border-t border-line pt-4">
      <legend className="sr-only">{title}</legend>
      <div>
        <p aria-hidden className="font-medium">
          {title}
        </p>
        <p className="text-sm text-ink-muted">{sentence}</p>
      </div>
      {fields.map((field, index) => (
        <fieldset key={field.id} className="flex items-start gap-2">
          <legend className="sr-only">{`${title}, ${index + 1}`}</legend>
          <div className="grid min-w-0 flex-1 gap-2 sm:grid-cols-3">{children(`${name}.${index}`)}</div>
          <Button look="quiet" className="mt-6 px-1" aria-label={`Remove ${index + 1} of ${title}`} onClick={() => remove(index)}>
            <X aria-hidden className="size-4" />
          </Button>
        </fieldset>
      ))}
      {errors.ofList ? <p className="text-sm text-danger">{`${title} ${errors.ofList}`}</p> : null}
      <Button size="small" onClick={() => append(empty)}>
        {add}
      </Button>
    </fieldset>
  )
}
