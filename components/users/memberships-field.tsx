'use client'

import { X } from 'lucide-react'
import { useFieldArray, useFormContext } from 'react-hook-form'
import { Button } from '@/components/ui/button'
import { Select } from '@/components/ui/input'
import { tenantRoles } from '@/lib/access/roles'
import { useChoices } from '@/lib/client/use-choices'

/** The tenants somebody belongs to, a role in each. */
export function MembershipsField({ name }: { name: 'memberships' }) {
  const { register } = useFormContext()
  const { fields, append, remove } = useFieldArray({ name })
  const tenants = useChoices('tenants')
  return (
    <fieldset>
      <legend className="mb-1 font-medium">Member of tenants</legend>
      <div className="space-y-2">
        {fields.map((field, index) => (
          <div key={field.id} className="flex gap-2">
            <Select aria-label={`Tenant ${index + 1}`} {...register(`${name}.${index}.tenantId`)}>
              <option value="" disabled>
                Choose tenant
              </option>
              {tenants.map((tenant) => (
                <option key={tenant.value} value={tenant.value}>
                  {tenant.label}
                </option>
              ))}
            </Select>
            <Select aria-label={`Role in tenant ${index + 1}`} className="max-w-36" {...register(`${name}.${index}.role`)}>
              {tenantRoles.map((role) => (
                <option key={role}>{role}</option>
              ))}
            </Select>
            <Button look="quiet" aria-label={`Remove tenant ${index + 1}`} onClick={() => remove(index)}>
              <X aria-hidden className="size-4" />
            </Button>
          </div>
        ))}
        <Button size="small" onClick={() => append({ tenantId: '', role: 'developer' })}>
          Add a tenant
        </Button>
      </div>
    </fieldset>
  )
}
