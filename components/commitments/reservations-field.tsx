'use client'

import { X } from 'lucide-react'
import { useFieldArray, useFormContext } from 'react-hook-form'
import { LookupSelect } from '@/components/form/lookup-field'
import { tenantLookup } from '@/components/form/lookups'
import { rowErrors } from '@/components/form/row-errors'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'

const name = 'reservations'
const asNumber = { setValueAs: (text: unknown) => (text === '' ? undefined : Number(text)) }

/** For whom how many units are reserved: who pays what is idle, where that goes by reservation. */
export function ReservationsField() {
  const { register, formState } = useFormContext()
  const { fields, append, remove } = useFieldArray({ name })
  const errors = rowErrors(formState, name)
  return (
    <fieldset>
      <legend className="mb-1 font-medium">Reservations (optional)</legend>
      {fields.map((field, index) => (
        <div key={field.id} className="mb-2 grid grid-cols-[1fr_6rem_2rem] items-center gap-2">
          <LookupSelect
            name={`${name}.${index}.tenantId`}
            lookup={tenantLookup}
            aria-label={`Tenant of reservation ${index + 1}`}
            aria-invalid={Boolean(errors.ofRow(index)?.tenantId)}
          />
          <Input
            type="number"
            min={1}
            aria-label={`Units of reservation ${index + 1}`}
            aria-invalid={Boolean(errors.ofRow(index)?.units)}
            {...register(`${name}.${index}.units`, asNumber)}
          />
          <Button look="quiet" className="px-1" aria-label={`Remove reservation ${index + 1}`} onClick={() => remove(index)}>
            <X aria-hidden className="size-4 shrink-0" />
          </Button>
        </div>
      ))}
      {errors.ofList ? <p className="mt-1 text-sm text-danger">Reservations {errors.ofList}</p> : null}
      {fields.some((_, index) => errors.ofRow(index)) ? (
        <p className="mt-1 text-sm text-danger">Each reservation needs a tenant and its units.</p>
      ) : null}
      <Button size="small" onClick={() => append({ tenantId: '', units: 1 })}>
        Add a reservation
      </Button>
    </fieldset>
  )
}
