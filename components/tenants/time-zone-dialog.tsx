'use client'

import { FormDialog } from '@/components/form/form-dialog'
import { lazyForm } from '@/components/form/lazy-form'
import type { Tenant } from '@/lib/contracts/tenant'

const ZoneForm = lazyForm(() => import('@/components/tenants/time-zone-form').then(({ ZoneForm }) => ZoneForm))

/** A time zone from a moment on: days that were counted keep theirs, so statements do not shift. */
export function ChangeTimeZone({ tenant }: { tenant: Tenant }) {
  return (
    <FormDialog
      size="small"
      look="quiet"
      trigger="Change"
      triggerLabel={`Change the time zone of ${tenant.name}`}
      prefetch={ZoneForm.prefetch}
      title={`Time zone of ${tenant.name}`}
      sentence="Its days and months begin there. Days already counted keep the zone they were counted in."
    >
      {(close) => <ZoneForm tenant={tenant} onDone={close} />}
    </FormDialog>
  )
}
