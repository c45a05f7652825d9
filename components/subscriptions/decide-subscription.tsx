'use client'

import { FormDialog } from '@/components/form/form-dialog'
import { lazyForm } from '@/components/form/lazy-form'
import type { ButtonLook } from '@/components/ui/button'
import type { Subscription } from '@/lib/contracts/subscription'

const DecisionForm = lazyForm(() => import('@/components/subscriptions/decision-form').then(({ DecisionForm }) => DecisionForm))

type Props = { subscription: Subscription; size?: 'small' }

/** Approve or reject a request; a rejection needs a reason. */
export function DecideSubscription({ subscription, size }: Props) {
  return (
    <span className="inline-flex gap-2">
      <Decision
        subscription={subscription}
        size={size}
        look="primary"
        verb="Approve"
        path="approve"
        done="is active"
        sentence={`${subscription.tenantName} may use ${subscription.productName} from now on.`}
      />
      <Decision
        subscription={subscription}
        size={size}
        look="secondary"
        verb="Reject"
        path="reject"
        done="is rejected"
        needsReason
        sentence="They see your reason."
      />
    </span>
  )
}

/** Suspend, resume and cancel what is already decided. */
export function SubscriptionActions({
  subscription,
  canSuspend,
  canCancel,
}: {
  subscription: Subscription
  canSuspend: boolean
  canCancel: boolean
}) {
  const { state, keyCount } = subscription
  const stops = `Calls with its ${keyCount === 1 ? 'one valid key' : `${keyCount} valid keys`} are refused within a second.`
  return (
    <span className="inline-flex flex-wrap gap-2">
      {canSuspend && state === 'active' ? (
        <Decision
          subscription={subscription}
          look="secondary"
          verb="Suspend"
          path="suspend"
          done="is suspended"
          needsReason
          sentence={`${stops} It can be resumed.`}
        />
      ) : null}
      {canSuspend && state === 'suspended' ? (
        <Decision
          subscription={subscription}
          look="primary"
          verb="Resume"
          path="resume"
          done="is active again"
          sentence="Its keys work again within a second."
        />
      ) : null}
      {canCancel && ['submitted', 'active', 'suspended'].includes(state) ? (
        <Decision
          subscription={subscription}
          look="danger"
          verb="Cancel subscription"
          path="cancel"
          done="is cancelled"
          sentence={`${stops} This cannot be undone.`}
        />
      ) : null}
    </span>
  )
}

type DecisionProps = Props & {
  look: ButtonLook
  verb: string
  path: string
  done: string
  sentence: string
  needsReason?: boolean
}

function Decision({ subscription, size, look, verb, path, done, sentence, needsReason }: DecisionProps) {
  return (
    <FormDialog
      size={size}
      look={look}
      trigger={verb}
      triggerLabel={`${verb} ${subscription.name}`}
      prefetch={DecisionForm.prefetch}
      title={`${verb}: ${subscription.name}`}
      sentence={sentence}
    >
      {(close) => (
        <DecisionForm
          subscription={subscription}
          look={look}
          verb={verb}
          path={path}
          done={done}
          needsReason={needsReason ?? false}
          onDone={close}
        />
      )}
    </FormDialog>
  )
}
