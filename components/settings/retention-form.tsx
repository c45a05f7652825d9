'use client'

import { SelectField } from '@/components/form/choice-fields'
import { Form } from '@/components/form/form'
import { FormDialog } from '@/components/form/form-dialog'
import { NumberField } from '@/components/form/text-fields'
import { useContractForm } from '@/components/form/use-contract-form'
import { toast } from '@/components/ui/toast'
import { sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'
import type { RetentionSettings, RetentionUpdate } from '@/lib/contracts/settings'

/** How long calls and traces are kept. */
export function EditRetention({ retention }: { retention: RetentionSettings }) {
  return (
    <FormDialog
      trigger="Edit"
      triggerLabel="Edit retention"
      title="Retention"
      sentence="Whole months besides the running one; 0 keeps all. The next night acts on it. Hourly sums stay for ever, so reports do too."
    >
      {(close) => <RetentionForm retention={retention} onDone={close} />}
    </FormDialog>
  )
}

function RetentionForm({ retention, onDone }: { retention: RetentionSettings; onDone: () => void }) {
  const command = useCommand(({ input, version }: { input: RetentionUpdate; version?: number }) =>
    sendJson('PATCH', 'settings/retention', input, { version }),
  )
  const { keepRecordMonths, keepTraceMonths, expired } = retention
  const contractForm = useContractForm({
    contract: () => import('@/lib/contracts/settings').then(({ retentionUpdate }) => retentionUpdate),
    defaults: { keepRecordMonths, keepTraceMonths, expired },
    isEdit: true,
    version: retention.version,
    submit: (input, version) => command.mutateAsync({ input, version }),
    onDone: () => {
      toast.done('Retention saved.')
      onDone()
    },
  })
  return (
    <Form contractForm={contractForm} verb="Save" onCancel={onDone}>
      <NumberField name="keepRecordMonths" label="Months of calls" />
      <SelectField name="expired" label="Older calls are" options={fates} />
      <NumberField name="keepTraceMonths" label="Months of decision traces" hint="Older ones are deleted." />
    </Form>
  )
}

const fates = [
  { value: 'detach', label: 'set aside as tables of their own, to be archived' },
  { value: 'drop', label: 'deleted for good' },
]
