'use client'

import { X } from 'lucide-react'
import { useFieldArray, useFormContext } from 'react-hook-form'
import { rowErrors } from '@/components/form/row-errors'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'
import { useAll } from '@/lib/client/use-choices'
import type { Model } from '@/lib/contracts/model'

/** Which models this backend answers, and what each is called there. */
export function DeploymentsField({ name }: { name: 'deployments' }) {
  const { register, formState } = useFormContext()
  const { fields, append, remove } = useFieldArray({ name })
  const models = useAll<Model>('models') ?? []
  const errors = rowErrors(formState, name)
  return (
    <div className="border-t border-line pt-4">
      <fieldset className="space-y-2">
        <legend className="mb-1 font-medium">Deployments</legend>
        <p className="text-sm text-ink-muted">A model's public name, and what it is called at this backend.</p>
        {fields.map((field, index) => (
          <div key={field.id}>
            <div className="flex gap-2">
              <Input
                aria-label={`Model ${index + 1}`}
                list="model-names"
                placeholder="gpt-4o-mini"
                aria-invalid={Boolean(errors.ofRow(index)?.model)}
                {...register(`${name}.${index}.model`)}
              />
              <Input
                aria-label={`Deployment of model ${index + 1}`}
                placeholder="deployment name"
                aria-invalid={Boolean(errors.ofRow(index)?.name)}
                {...register(`${name}.${index}.name`)}
              />
              <Button look="quiet" aria-label={`Remove deployment ${index + 1}`} onClick={() => remove(index)}>
                <X aria-hidden className="size-4" />
              </Button>
            </div>
            {errors.ofRow(index) ? <p className="mt-1 text-sm text-danger">{describeRow(errors.ofRow(index))}</p> : null}
          </div>
        ))}
        {errors.ofList ? <p className="text-sm text-danger">The list {errors.ofList}</p> : null}
        <datalist id="model-names">
          {models.map((model) => (
            <option key={model.id} value={model.name} />
          ))}
        </datalist>
        <Button size="small" onClick={() => append({ model: '', name: '' })}>
          Add a deployment
        </Button>
      </fieldset>
    </div>
  )
}

function describeRow(row: Record<string, { message?: string } | undefined> | undefined): string {
  return row?.model?.message ? `Model ${row.model.message}` : `Deployment ${row?.name?.message ?? 'is not right'}`
}
