'use client'

import { Form } from '@/components/form/form'
import { TextField } from '@/components/form/text-fields'
import { useContractForm } from '@/components/form/use-contract-form'
import { toast } from '@/components/ui/toast'
import { sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'
import type { Alert } from '@/lib/contracts/alert'

export function AcknowledgeForm({ alert, onDone }: { alert: Alert; onDone: () => void }) {
  const command = useCommand((input: unknown) => sendJson('POST', `alerts/${alert.id}/acknowledge`, input))
  const contractForm = useContractForm({
    contract: () => import('@/lib/contracts/alert').then(({ alertAcknowledge }) => alertAcknowledge),
    defaults: { note: '' },
    submit: (input) => command.mutateAsync(input),
    onDone: () => {
      toast.done('Acknowledged; all see that you are on it.')
      onDone()
    },
  })
  return (
    <Form contractForm={contractForm} verb="Acknowledge" onCancel={onDone}>
      <TextField name="note" label="Note" placeholder="Looking into it; ticket 4711" autoComplete="off" />
    </Form>
  )
}
