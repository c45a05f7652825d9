'use client'

import { X } from 'lucide-react'
import { useFieldArray } from 'react-hook-form'
import { ChoiceSelect } from '@/components/form/choice-select'
import { LookupSelect } from '@/components/form/lookup-field'
import { tenantLookup } from '@/components/form/lookups'
import { Button } from '@/components/ui/button'
import { tenantRoles } from '@/lib/access/roles'

/** The tenants somebody belongs to, a role in each. */
export function MembershipsField({ name }: { name: 'memberships' }) {
  const { fields, append, remove } = useFieldArray({ name })
  return (
    <fieldset>
      <legend className="mb-1 font-medium">Member of tenants</legend>
      <div className="space-y-2">
        {fields.map((field, index) => (
          <div key={field.id} className="flex gap-2">
            <LookupSelect
              name={`${name}.${index}.tenantId`}
              aria-label={`Tenant ${index + 1}`}
              lookup={tenantLookup}
              placeholder="Type a tenant's name"
            />
            <ChoiceSelect
              name={`${name}.${index}.role`}
              aria-label={`Role in tenant ${index + 1}`}
              className="max-w-36"
              choices={roles}
            />
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

const roles = tenantRoles.map((role) => ({ value: role, label: role }))
