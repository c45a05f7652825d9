'use client'

import { X } from 'lucide-react'
import { useFieldArray, useFormContext } from 'react-hook-form'
import { ChoiceSelect } from '@/components/form/choice-select'
import { rowErrors } from '@/components/form/row-errors'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'
import { useChoices } from '@/lib/client/use-choices'

const asNumber = { setValueAs: (text: unknown) => (text === '' ? undefined : Number(text)) }

/** The members as rows: backend, priority (lower first), weight within its priority. */
export function PoolMembersField({ name }: { name: 'members' }) {
  const { register, formState } = useFormContext()
  const { fields, append, remove } = useFieldArray({ name })
  const backends = useChoices('backends')
  const errors = rowErrors(formState, name)
  return (
    <fieldset>
      <legend className="mb-1 font-medium">Members</legend>
      <div className="grid grid-cols-[1fr_4rem_4.5rem_2rem] sm:grid-cols-[1fr_5.5rem_5.5rem_2.5rem] items-center gap-2">
        <span className="text-sm text-ink-muted">Backend</span>
        <span className="text-sm text-ink-muted">Priority</span>
        <span className="text-sm text-ink-muted">Weight</span>
        <span />
        {fields.map((field, index) => (
          <div key={field.id} className="contents">
            <ChoiceSelect
              name={`${name}.${index}.backendId`}
              aria-label={`Backend ${index + 1}`}
              aria-invalid={Boolean(errors.ofRow(index)?.backendId)}
              choices={backends}
              prompt="Choose backend"
            />
            <Input
              type="number"
              min={1}
              aria-label={`Priority of backend ${index + 1}`}
              aria-invalid={Boolean(errors.ofRow(index)?.priority)}
              {...register(`${name}.${index}.priority`, asNumber)}
            />
            <Input
              type="number"
              min={1}
              aria-label={`Weight of backend ${index + 1}`}
              aria-invalid={Boolean(errors.ofRow(index)?.weight)}
              {...register(`${name}.${index}.weight`, asNumber)}
            />
            <Button look="quiet" className="px-1" aria-label={`Remove backend ${index + 1}`} onClick={() => remove(index)}>
              <X aria-hidden className="size-4 shrink-0" />
            </Button>
          </div>
        ))}
      </div>
      {errors.ofList ? <p className="mt-1 text-sm text-danger">The pool {errors.ofList}</p> : null}
      {fields.some((_, index) => errors.ofRow(index)) ? (
        <p className="mt-1 text-sm text-danger">Each member needs a backend, a priority and a weight.</p>
      ) : null}
      <Button size="small" className="mt-2" onClick={() => append({ backendId: '', priority: 1, weight: 100 })}>
        Add a backend
      </Button>
    </fieldset>
  )
}
