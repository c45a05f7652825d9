'use client'

import { FormDialog } from '@/components/form/form-dialog'
import { lazyForm } from '@/components/form/lazy-form'
import type { Alert } from '@/lib/contracts/alert'

const AcknowledgeForm = lazyForm(() =>
  import('@/components/alerts/acknowledge-alert-form').then(({ AcknowledgeForm }) => AcknowledgeForm),
)

/** Says that somebody is on it: nobody is told again until it is over. */
export function AcknowledgeAlert({ alert }: { alert: Alert }) {
  return (
    <FormDialog
      size="small"
      look="quiet"
      trigger="Acknowledge"
      triggerLabel={`Acknowledge ${alert.ruleName}`}
      prefetch={AcknowledgeForm.prefetch}
      title={`Acknowledge ${alert.ruleName}`}
      sentence={`${alert.summary} Nobody is reminded of it any more; its end is told.`}
    >
      {(close) => <AcknowledgeForm alert={alert} onDone={close} />}
    </FormDialog>
  )
}
