'use client'

import { useState } from 'react'
import { Form } from '@/components/form/form'
import { MomentField, TextAreaField, TextField } from '@/components/form/text-fields'
import { useContractForm } from '@/components/form/use-contract-form'
import { parseAmount } from '@/components/limits/limit-draft'
import { toast } from '@/components/ui/toast'
import { sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'
import type { Limit } from '@/lib/contracts/limit'

export function RaiseForm({ limit, onDone }: { limit: Limit; onDone: () => void }) {
  const [until] = useState(() => new Date(Date.now() + 7 * 86_400_000).toISOString())
  const command = useCommand(({ input, version }: { input: unknown; version?: number }) =>
    sendJson('POST', `limits/${limit.id}/raise`, input, { version }),
  )
  const contractForm = useContractForm({
    contract: () => import('@/components/limits/limit-checks').then(({ raiseDraft }) => raiseDraft(limit.measure)),
    defaults: { amount: String(limit.effectiveAmount), until, reason: undefined },
    version: limit.version,
    submit: ({ amount, ...rest }, version) =>
      command.mutateAsync({ input: { ...rest, amount: parseAmount(limit.measure, amount) }, version }),
    onDone: () => {
      toast.done('Raised; it is in force within a second.')
      onDone()
    },
  })
  return (
    <Form contractForm={contractForm} verb="Raise limit" onCancel={onDone}>
      <TextField name="amount" label="New amount" inputMode="decimal" autoComplete="off" />
      <MomentField name="until" label="Until" hint="In your time zone." />
      <TextAreaField name="reason" label="Reason" isOptional rows={2} />
    </Form>
  )
}
