'use client'

import { Form } from '@/components/form/form'
import { TextAreaField } from '@/components/form/text-fields'
import { useContractForm } from '@/components/form/use-contract-form'
import type { ButtonLook } from '@/components/ui/button'
import { toast } from '@/components/ui/toast'
import { sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'
import type { Subscription } from '@/lib/contracts/subscription'

type FormProps = {
  subscription: Subscription
  look: ButtonLook
  verb: string
  path: string
  done: string
  needsReason: boolean
  onDone: () => void
}

export function DecisionForm({ subscription, look, verb, path, done, needsReason, onDone }: FormProps) {
  const command = useCommand(({ reason, version }: { reason?: string; version?: number }) =>
    sendJson('POST', `subscriptions/${subscription.id}/${path}`, reason ? { reason } : {}, { version }),
  )
  const contractForm = useContractForm<{ reason?: string }, { reason?: string }>({
    contract: () =>
      import('@/lib/contracts/subscription').then(({ decision, reasonedDecision }) =>
        needsReason ? reasonedDecision : decision,
      ),
    defaults: { reason: needsReason ? '' : undefined },
    version: subscription.version,
    submit: ({ reason }, version) => command.mutateAsync({ reason, version }),
    onDone: () => {
      toast.done(`${subscription.name} ${done}.`)
      onDone()
    },
  })
  return (
    <Form contractForm={contractForm} verb={verb} look={look === 'secondary' ? 'primary' : look} onCancel={onDone}>
      <p className="text-ink-muted">
        {subscription.tenantName} · {subscription.productName}
        {subscription.purpose ? ` · “${subscription.purpose}”` : ''}
      </p>
      <TextAreaField name="reason" label="Reason" isOptional={!needsReason} />
    </Form>
  )
}
