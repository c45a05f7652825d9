'use client'

import type { ReactNode } from 'react'
import { useFormContext, useWatch } from 'react-hook-form'
import { CheckField } from '@/components/form/choice-fields'
import { ChoiceSelect } from '@/components/form/choice-select'
import { Field } from '@/components/form/field'
import { NumberField, TextAreaField, TextField } from '@/components/form/text-fields'
import { lastResortChoices } from '@/components/pools/words'
import { Checkbox, Select } from '@/components/ui/input'
import { useAll } from '@/lib/client/use-choices'
import type { Model } from '@/lib/contracts/model'

/** What a pool does beyond sharing out: sessions, regions, health probes, deadlines, retries, and what happens when nobody is left. */
export function RoutingFields() {
  return (
    <>
      <LastResortField />
      <AffinityField />
      <CheckField
        name="prefersUserRegion"
        label="Prefer the caller's region"
        hint="A caller that sends X-User-Region gets a backend there, where one of the same priority is up."
      />
      <Optional name="probe" legend="Health probes" label="Ask each backend now and then whether it is there" start={ownProbe}>
        <div className="grid gap-4 sm:grid-cols-3">
          <TextField name="probe.interval" label="Every" hint="Such as PT10S." />
          <TextField name="probe.timeout" label="Wait at most" hint="Such as PT5S." />
          <TextField name="probe.path" label="Path" isOptional placeholder="/health" hint="Else its list of models." />
        </div>
      </Optional>
      <Optional
        name="deadlines"
        legend="Deadlines"
        label="Deadlines of its own, in place of the built-in ones"
        start={ownDeadlines}
      >
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField name="deadlines.firstByte" label="First byte" isOptional placeholder="PT1M for streams" />
          <TextField name="deadlines.idle" label="Silence within an answer" isOptional placeholder="PT1M" />
          <TextField name="deadlines.attempt" label="One attempt" isOptional placeholder="PT5M" />
          <TextField name="deadlines.call" label="The whole call" isOptional placeholder="PT10M" />
        </div>
      </Optional>
      <Optional name="retries" legend="Retries" label="Retries of its own, in place of the built-in ones" start={ownRetries}>
        <div className="grid gap-4 sm:grid-cols-3">
          <NumberField name="retries.attempts" label="Backends a call" min={1} max={10} />
          <NumberField name="retries.budgetPercent" label="Failing retries, %" min={0} max={100} hint="Of the pool's calls." />
          <TextField name="retries.backoff" label="Wait up to" hint="Doubles each time." />
        </div>
      </Optional>
    </>
  )
}

function LastResortField() {
  const { setValue } = useFormContext()
  const resort: { kind?: string } | undefined = useWatch({ name: 'lastResort' })
  const models = useAll<Model>('models') ?? []
  const choose = (kind: string) => setValue('lastResort', resortOf(kind), { shouldDirty: true })
  return (
    <div className="space-y-3 border-t border-line pt-4">
      <Field name="lastResort.kind" label="When no backend can answer">
        {(control) => (
          <Select {...control} value={resort?.kind ?? 'refuse'} onChange={(event) => choose(event.target.value)}>
            {lastResortChoices.map((choice) => (
              <option key={choice.value} value={choice.value}>
                {choice.label}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {resort?.kind === 'answer' ? (
        <TextAreaField
          name="lastResort.text"
          label="Answer"
          hint="Callers get it as the model's own words, marked by a header, at no cost."
        />
      ) : null}
      {resort?.kind === 'model' ? (
        <Field name="lastResort.model" label="Model" hint="It is billed at its own price; budgets hold enough for either.">
          {(control) => (
            <ChoiceSelect {...control} choices={models.map(({ name }) => ({ value: name, label: name }))} prompt="Choose model" />
          )}
        </Field>
      ) : null}
    </div>
  )
}

function AffinityField() {
  const { setValue } = useFormContext()
  const affinity: { by?: string } | null | undefined = useWatch({ name: 'affinity' })
  const choose = (by: string) => setValue('affinity', affinityOf(by), { shouldDirty: true })
  return (
    <div className="grid gap-4 border-t border-line pt-4 sm:grid-cols-2">
      <Field name="affinity.by" label="Calls of one session">
        {(control) => (
          <Select {...control} value={affinity?.by ?? ''} onChange={(event) => choose(event.target.value)}>
            <option value="">go to any backend</option>
            <option value="header">stay together, by a header of the caller's</option>
            <option value="cookie">stay together, by a cookie of ours</option>
          </Select>
        )}
      </Field>
      {affinity?.by ? <TextField name="affinity.name" label={affinity.by === 'header' ? 'Header' : 'Cookie'} /> : null}
    </div>
  )
}

/** A group of fields that is either built in (null) or the pool's own. */
function Optional({ name, legend, label, start, children }: OptionalProps) {
  const { setValue } = useFormContext()
  const value: unknown = useWatch({ name })
  const isOwn = value !== null && value !== undefined
  return (
    <div className="border-t border-line pt-4">
      <fieldset className="space-y-3">
        <legend className="mb-1 font-medium">{legend}</legend>
        <label htmlFor={`own-${name}`} className="flex items-center gap-2.5">
          <Checkbox
            id={`own-${name}`}
            checked={isOwn}
            onChange={(event) => setValue(name, event.target.checked ? start : null, { shouldDirty: true })}
          />
          <span>{label}</span>
        </label>
        {isOwn ? children : null}
      </fieldset>
    </div>
  )
}

type OptionalProps = { name: string; legend: string; label: string; start: object; children: ReactNode }

const ownProbe = { interval: 'PT10S', timeout: 'PT5S', path: null }
const ownDeadlines = { firstByte: null, idle: null, attempt: null, call: null }
const ownRetries = { attempts: 4, budgetPercent: 20, backoff: 'PT0.1S' }

function resortOf(kind: string): object {
  if (kind === 'answer') return { kind, text: '' }
  if (kind === 'model') return { kind, model: '' }
  return { kind }
}

function affinityOf(by: string): object | null {
  if (by === 'header') return { by, name: 'x-session-id' }
  if (by === 'cookie') return { by, name: 'tollgate-member' }
  return null
}
