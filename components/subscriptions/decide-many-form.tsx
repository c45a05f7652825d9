'use client'

import { useState } from 'react'
import { Form } from '@/components/form/form'
import { TextAreaField } from '@/components/form/text-fields'
import { useContractForm } from '@/components/form/use-contract-form'
import { countOf } from '@/components/ui/number-text'
import { toast } from '@/components/ui/toast'
import { sendJson } from '@/lib/client/api-client'
import { describeFailure } from '@/lib/client/api-error'
import { useCommand } from '@/lib/client/use-command'
import type { Subscription } from '@/lib/contracts/subscription'

export type DecideManyProps = { subscriptions: Subscription[]; onDone: () => void }
export type Way = { verb: string; path: 'approve' | 'reject'; done: string; sentence: string; needsReason: boolean }

type Failed = { subscription: Subscription; why: string }

export function ManyForm({ way, subscriptions, onCancel, onDone }: DecideManyProps & { way: Way; onCancel: () => void }) {
  // What was chosen when the dialog opened: the list behind it is read anew while we decide.
  const [chosen, setChosen] = useState(subscriptions)
  const [failed, setFailed] = useState<Failed[]>([])
  const decide = useCommand(async (reason: string | undefined) => {
    const failures: Failed[] = []
    for (const subscription of chosen) {
      const body = reason ? { reason } : {}
      await sendJson('POST', `subscriptions/${subscription.id}/${way.path}`, body, { version: subscription.version }).catch(
        (error: unknown) => failures.push({ subscription, why: describeFailure(error).title }),
      )
    }
    return failures
  })
  const contractForm = useContractForm<{ reason?: string }, { reason?: string }>({
    contract: () =>
      import('@/lib/contracts/subscription').then(({ decision, reasonedDecision }) =>
        way.needsReason ? reasonedDecision : decision,
      ),
    defaults: { reason: way.needsReason ? '' : undefined },
    submit: async ({ reason }) => {
      const failures = await decide.mutateAsync(reason)
      const done = chosen.length - failures.length
      if (done > 0) toast.done(`${countOf(done, 'request')} ${way.done}.`)
      setFailed(failures)
      setChosen(failures.map((failure) => failure.subscription))
      if (failures.length === 0) onDone()
    },
  })
  return (
    <Form contractForm={contractForm} verb={`${way.verb} ${countOf(chosen.length, 'request')}`} onCancel={onCancel}>
      <ul className="max-h-48 divide-y divide-line overflow-y-auto rounded-md border border-line text-sm">
        {chosen.map((subscription) => (
          <li key={subscription.id} className="px-3 py-1.5">
            <span className="font-medium">{subscription.name}</span>{' '}
            <span className="text-ink-muted">
              {subscription.tenantName} · {subscription.productName}
            </span>
            {failed.map((failure) =>
              failure.subscription.id === subscription.id ? (
                <p key={subscription.id} role="alert" className="text-danger">
                  {failure.why}
                </p>
              ) : null,
            )}
          </li>
        ))}
      </ul>
      <TextAreaField name="reason" label="Reason" isOptional={!way.needsReason} hint="The same for all of them." />
    </Form>
  )
}
