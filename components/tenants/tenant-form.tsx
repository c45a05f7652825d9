'use client'

import { SelectField } from '@/components/form/choice-fields'
import { Form } from '@/components/form/form'
import { LookupField } from '@/components/form/lookup-field'
import { tenantLookup } from '@/components/form/lookups'
import { ListField, TextField } from '@/components/form/text-fields'
import { useContractForm } from '@/components/form/use-contract-form'
import { TimeZoneOptions } from '@/components/tenants/time-zone-options'
import { currencyChoices } from '@/components/ui/currencies'
import { toast } from '@/components/ui/toast'
import { sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'
import type { Tenant, TenantCreate, TenantUpdate } from '@/lib/contracts/tenant'

export function CreateForm({ onDone }: { onDone: () => void }) {
  const command = useCommand((input: TenantCreate) => sendJson<Tenant>('POST', 'tenants', input))
  const contractForm = useContractForm({
    contract: () => import('@/lib/contracts/tenant').then(({ tenantCreate }) => tenantCreate),
    defaults: {
      name: '',
      costCentre: '',
      parentId: null,
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      currency: 'USD',
      regions: [],
    },
    submit: async (input) => {
      const tenant = await command.mutateAsync(input)
      toast.done(`Tenant ${tenant.name} created.`)
    },
    onDone,
  })
  return (
    <Form contractForm={contractForm} verb="Create tenant" onCancel={onDone}>
      <TenantFields isNew />
    </Form>
  )
}

export function EditForm({ tenant, onDone }: { tenant: Tenant; onDone: () => void }) {
  const command = useCommand(({ input, version }: { input: TenantUpdate; version?: number }) =>
    sendJson<Tenant>('PATCH', `tenants/${tenant.id}`, input, { version }),
  )
  const { name, costCentre, parentId, currency, regions } = tenant
  const contractForm = useContractForm({
    contract: () => import('@/lib/contracts/tenant').then(({ tenantUpdate }) => tenantUpdate),
    defaults: { name, costCentre, parentId, currency, regions },
    isEdit: true,
    version: tenant.version,
    submit: (input, version) => command.mutateAsync({ input, version }),
    onDone: () => {
      toast.done('Tenant saved.')
      onDone()
    },
  })
  return (
    <Form contractForm={contractForm} verb="Save" onCancel={onDone}>
      <TenantFields isNew={false} />
    </Form>
  )
}

/** An existing tenant's time zone is changed by itself: it has a date. */
function TenantFields({ isNew }: { isNew: boolean }) {
  return (
    <>
      <TextField name="name" label="Name" autoComplete="off" />
      <TextField name="costCentre" label="Cost centre" hint="What finance books its spend to." autoComplete="off" />
      <LookupField
        name="parentId"
        label="Parent"
        isOptional
        none="No parent"
        lookup={tenantLookup}
        hint="A parent's limits count what its children use."
      />
      <div className="grid gap-4 sm:grid-cols-2">
        {isNew ? <TextField name="timeZone" label="Time zone" list="time-zones" hint="Its days and months begin here." /> : null}
        <SelectField name="currency" label="Currency" options={currencyChoices} />
      </div>
      <TimeZoneOptions />
      <ListField
        name="regions"
        label="Regions"
        isOptional
        hint="Where its calls may be answered from, such as swedencentral, westeurope. Empty: anywhere."
      />
    </>
  )
}
