'use client'

import { FormDialog } from '@/components/form/form-dialog'
import { lazyForm } from '@/components/form/lazy-form'
import { Badge } from '@/components/ui/badge'
import { DeleteButton } from '@/components/ui/delete-button'
import { EmptyState } from '@/components/ui/empty-state'
import { Meter } from '@/components/ui/meter'
import { describeMoney } from '@/components/ui/money-text'
import { describeCount } from '@/components/ui/number-text'
import type { Choice } from '@/lib/client/use-choices'
import { useResource } from '@/lib/client/use-resource'
import type { UsageWarning } from '@/lib/contracts/warning'

const WarningForm = lazyForm(() => import('@/components/warnings/warning-form').then(({ WarningForm }) => WarningForm))

/** At how much of a month's use one wants to hear of it, and how near that is. */
export function MyWarnings({ first }: { first: UsageWarning[] }) {
  const { data } = useResource<{ items: UsageWarning[] }>('me/warnings', { items: first })
  const items = data?.items ?? first
  if (items.length === 0)
    return (
      <EmptyState
        title="No warnings yet"
        advice="Add one, and you get a mail when a subscription has used so much in a month. Nothing is refused."
      />
    )
  return (
    <ul className="grid gap-x-8 gap-y-4 sm:grid-cols-2">
      {items.map((warning) => (
        <li key={warning.id}>
          <div className="mb-1 flex flex-wrap items-center gap-x-3 gap-y-1">
            <span className="min-w-0 flex-1 font-medium">
              {warning.subscriptionName}: {textOf(warning, warning.amount)}{' '}
              {warning.isTold ? <Badge tone="warn">told this month</Badge> : null}
            </span>
            <DeleteButton
              size="small"
              path={`me/warnings/${warning.id}`}
              noun="warning"
              name={`${textOf(warning, warning.amount)} of ${warning.subscriptionName}`}
              consequence="You hear no more of it; nothing else changes."
            />
          </div>
          <Meter
            label={`Used of the warning of ${warning.subscriptionName}`}
            used={Number(warning.used)}
            all={Number(warning.amount)}
          />
          <p className="mt-1 text-sm text-ink-muted">{textOf(warning, warning.used)} used this month</p>
        </li>
      ))}
    </ul>
  )
}

export function AddWarning({ subscriptions }: { subscriptions: Choice[] }) {
  if (subscriptions.length === 0) return null
  return (
    <FormDialog
      trigger="Add a warning"
      prefetch={WarningForm.prefetch}
      title="Add a warning"
      sentence="You get a mail, once in a month, when a subscription has used so much. Nothing is refused because of it."
    >
      {(close) => <WarningForm subscriptions={subscriptions} onDone={close} />}
    </FormDialog>
  )
}

function textOf({ measure, currency }: UsageWarning, amount: number | string): string {
  return measure === 'cost' ? describeMoney(String(amount), currency ?? 'USD') : `${describeCount(Number(amount))} ${measure}`
}
