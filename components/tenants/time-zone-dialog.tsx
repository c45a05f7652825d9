'use client'

import { Form } from '@/components/form/form'
import { FormDialog } from '@/components/form/form-dialog'
import { MomentField, TextField } from '@/components/form/text-fields'
import { useContractForm } from '@/components/form/use-contract-form'
import { TimeZoneOptions } from '@/components/tenants/time-zone-options'
import { Time } from '@/components/ui/time'
import { toast } from '@/components/ui/toast'
import { sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'
import type { Tenant } from '@/lib/contracts/tenant'

/** A time zone from a moment on: days that were counted keep theirs, so statements do not shift. */
export function ChangeTimeZone({ tenant }: { tenant: Tenant }) {
  return (
    <FormDialog
      size="small"
      look="quiet"
      trigger="Change"
      triggerLabel={`Change the time zone of ${tenant.name}`}
      title={`Time zone of ${tenant.name}`}
      sentence="Its days and months begin there. Days already counted keep the zone they were counted in."
    >
      {(close) => <ZoneForm tenant={tenant} onDone={close} />}
    </FormDialog>
  )
}

function ZoneForm({ tenant, onDone }: { tenant: Tenant; onDone: () => void }) {
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

/** Which zone held when, and which is to come. */
export function ZoneHistory({ tenant }: { tenant: Pick<Tenant, 'timeZones' | 'timeZone'> }) {
  return (
    <ul className="text-sm">
      {tenant.timeZones.map((zone, index) => (
        <li key={zone.effectiveFrom}>
          {zone.timeZone}{' '}
          <span className="text-ink-muted">
            {index === 0 ? (
              'from the start'
            ) : (
              <>
                from <Time value={zone.effectiveFrom} />
              </>
            )}
          </span>
        </li>
      ))}
    </ul>
  )
}
