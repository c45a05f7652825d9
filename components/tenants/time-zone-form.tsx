'use client'

import { Form } from '@/components/form/form'
import { MomentField, TextField } from '@/components/form/text-fields'
import { useContractForm } from '@/components/form/use-contract-form'
import { TimeZoneOptions } from '@/components/tenants/time-zone-options'
import { ZoneHistory } from '@/components/tenants/zone-history'
import { toast } from '@/components/ui/toast'
import { sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'
import type { Tenant } from '@/lib/contracts/tenant'

export function ZoneForm({ tenant, onDone }: { tenant: Tenant; onDone: () => void }) {
  const command = useCommand(({ input, version }: { input: object; version?: number }) =>
    sendJson('PATCH', `tenants/${tenant.id}`, input, { version }),
  )
  const contractForm = useContractForm({
    contract: () =>
      import('@/lib/contracts/tenant').then(({ tenantUpdate }) => tenantUpdate.pick({ timeZone: true, timeZoneFrom: true })),
    defaults: { timeZone: tenant.timeZone, timeZoneFrom: undefined },
    version: tenant.version,
    submit: (input, version) => command.mutateAsync({ input, version }),
    onDone: () => {
      toast.done('Time zone saved.')
      onDone()
    },
  })
  return (
    <Form contractForm={contractForm} verb="Save" onCancel={onDone}>
      <ZoneHistory tenant={tenant} />
      <TextField
        name="timeZone"
        label="Time zone"
        list="time-zones"
        hint="The present one, from now on, takes back what was announced for later."
      />
      <TimeZoneOptions />
      <MomentField name="timeZoneFrom" label="From" isOptional hint="In your time zone. Empty: now." />
    </Form>
  )
}
