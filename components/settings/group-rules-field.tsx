'use client'

import { X } from 'lucide-react'
import { useFieldArray, useFormContext } from 'react-hook-form'
import { rowErrors } from '@/components/form/row-errors'
import { TextField } from '@/components/form/text-fields'
import { Button } from '@/components/ui/button'
import { Input, Select } from '@/components/ui/input'
import { tenantRoles } from '@/lib/access/roles'
import { useAll } from '@/lib/client/use-choices'
import type { Tenant } from '@/lib/contracts/tenant'

const name = 'groupRules'

/** What the provider's groups give here: a role in a tenant each. */
export function GroupRulesField() {
  const { register, formState } = useFormContext()
  const { fields, append, remove } = useFieldArray({ name })
  const tenants = useAll<Tenant>('tenants') ?? []
  const errors = rowErrors(formState, name)
  return (
    <div className="space-y-3 border-t border-line pt-4">
      <TextField
        name="groupsClaim"
        label="Groups claim"
        placeholder="groups"
        autoComplete="off"
        isOptional
        hint="Empty: groups count for nothing. Else they are asked for at each request, and who has left theirs is out at the next."
      />
      <fieldset className="space-y-2">
        <legend className="mb-1 font-medium">Groups</legend>
        {fields.map((field, index) => (
          <div key={field.id}>
            <div className="flex flex-wrap gap-2 sm:flex-nowrap">
              <Input
                aria-label={`Group ${index + 1}`}
                placeholder="its name, or its object id"
                aria-invalid={Boolean(errors.ofRow(index)?.group)}
                {...register(`${name}.${index}.group`)}
              />
              <Select
                aria-label={`Tenant of group ${index + 1}`}
                aria-invalid={Boolean(errors.ofRow(index)?.tenantId)}
                {...register(`${name}.${index}.tenantId`)}
              >
                <option value="">Choose a tenant</option>
                {tenants.map((tenant) => (
                  <option key={tenant.id} value={tenant.id}>
                    {tenant.name}
                  </option>
                ))}
              </Select>
              <Select aria-label={`Role of group ${index + 1}`} className="sm:!w-36" {...register(`${name}.${index}.role`)}>
                {tenantRoles.map((role) => (
                  <option key={role}>{role}</option>
                ))}
              </Select>
              <Button look="quiet" aria-label={`Remove group ${index + 1}`} onClick={() => remove(index)}>
                <X aria-hidden className="size-4" />
              </Button>
            </div>
            {errors.ofRow(index) ? (
              <p className="mt-1 text-sm text-danger">
                {errors.ofRow(index)?.group?.message ? 'Group must not be empty' : 'Choose a tenant'}
              </p>
            ) : null}
          </div>
        ))}
        <Button size="small" onClick={() => append({ group: '', tenantId: '', role: 'developer' })}>
          Add a group
        </Button>
      </fieldset>
    </div>
  )
}
