'use client'

import { useRouter } from 'next/navigation'
import { Form } from '@/components/form/form'
import { TextAreaField } from '@/components/form/text-fields'
import { useContractForm } from '@/components/form/use-contract-form'
import { toast } from '@/components/ui/toast'
import { sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'
import type { Statement } from '@/lib/contracts/statement'

export function ReopenForm({ statement, onDone }: { statement: Statement; onDone: () => void }) {
  const router = useRouter()
  const command = useCommand((input: { reason: string }) => sendJson('POST', `statements/${statement.id}/reopen`, input))
  const contractForm = useContractForm<{ reason: string }, { reason: string }>({
    contract: () => import('@/lib/contracts/statement').then(({ reopenIn }) => reopenIn),
    defaults: { reason: '' },
    submit: (input) => command.mutateAsync(input),
    onDone: () => {
      toast.done(`${statement.number} is re-opened.`)
      onDone()
      router.refresh()
    },
  })
  return (
    <Form contractForm={contractForm} verb="Re-open statement" look="danger" onCancel={onDone}>
      <TextAreaField name="reason" label="Reason" hint="It stands on the statement and in the audit trail." rows={2} />
    </Form>
  )
}
