'use client'

import { useRouter } from 'next/navigation'
import { Form } from '@/components/form/form'
import { TextAreaField, TextField } from '@/components/form/text-fields'
import { useContractForm } from '@/components/form/use-contract-form'
import { toast } from '@/components/ui/toast'
import { sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'
import type { Budget } from '@/lib/contracts/budget'

type Raise = NonNullable<Budget['raise']>

export function RaiseForm({ budget, onDone }: { budget: Budget; onDone: () => void }) {
  const end = useEnd('Asked. Somebody else decides.', onDone)
  const command = useCommand((input: { amount: string; reason: string }) =>
    sendJson('POST', `budgets/${budget.id}/raises`, input),
  )
  const contractForm = useContractForm<{ amount: string; reason: string }, { amount: string; reason: string }>({
    contract: () => import('@/lib/contracts/budget').then(({ budgetRaise }) => budgetRaise),
    defaults: { amount: budget.amount, reason: '' },
    submit: (input) => command.mutateAsync(input),
    onDone: end,
  })
  return (
    <Form contractForm={contractForm} verb="Ask for it" onCancel={onDone}>
      <TextField name="amount" label={`New amount, ${budget.currency}`} inputMode="decimal" autoComplete="off" />
      <TextAreaField name="reason" label="Reason" hint="Whoever decides reads it." rows={2} />
    </Form>
  )
}

export function ApproveForm({ raise, onDone }: { raise: Raise; onDone: () => void }) {
  const end = useEnd('The larger budget holds.', onDone)
  const command = useCommand((input: { note?: string }) => sendJson('POST', `budget-raises/${raise.id}/approve`, input))
  const contractForm = useContractForm<{ note?: string }, { note?: string | undefined }>({
    contract: () => import('@/lib/contracts/budget').then(({ raiseDecision }) => raiseDecision),
    defaults: {},
    submit: ({ note }) => command.mutateAsync(note ? { note } : {}),
    onDone: end,
  })
  return (
    <Form contractForm={contractForm} verb="Approve" onCancel={onDone}>
      <Asked raise={raise} />
      <TextAreaField name="note" label="Note" isOptional rows={2} />
    </Form>
  )
}

export function RejectForm({ raise, onDone }: { raise: Raise; onDone: () => void }) {
  const end = useEnd('Rejected.', onDone)
  const command = useCommand((input: { note: string }) => sendJson('POST', `budget-raises/${raise.id}/reject`, input))
  const contractForm = useContractForm<{ note: string }, { note: string }>({
    contract: () => import('@/lib/contracts/budget').then(({ raiseRejection }) => raiseRejection),
    defaults: { note: '' },
    submit: (input) => command.mutateAsync(input),
    onDone: end,
  })
  return (
    <Form contractForm={contractForm} verb="Reject" look="danger" onCancel={onDone}>
      <Asked raise={raise} />
      <TextAreaField name="note" label="Why" hint="Whoever asked reads it." rows={2} />
    </Form>
  )
}

function Asked({ raise }: { raise: Raise }) {
  return (
    <p className="text-ink-muted">
      {raise.requestedBy} asked for it: {raise.reason}
    </p>
  )
}

/** What the page says of the budget is read again. */
function useEnd(said: string, onDone: () => void): () => void {
  const router = useRouter()
  return () => {
    toast.done(said)
    onDone()
    router.refresh()
  }
}
