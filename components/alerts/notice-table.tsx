'use client'

import Link from 'next/link'
import { noticeSpec } from '@/components/alerts/alert-list'
import { severityTone, topicWords } from '@/components/alerts/words'
import type { ColumnSpec } from '@/components/data-table/columns'
import { ListTable } from '@/components/data-table/list-table'
import { Badge, type Tone } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { Time } from '@/components/ui/time'
import { toast } from '@/components/ui/toast'
import { sendJson } from '@/lib/client/api-client'
import { describeFailure } from '@/lib/client/api-error'
import { useCommand } from '@/lib/client/use-command'
import type { FirstPage } from '@/lib/client/use-list'
import type { Delivery, DeliveryState, Notice } from '@/lib/contracts/notice'

/** What was told to whom, and what became of it. */
export function NoticeTable({ first, canRetry }: { first: FirstPage<Notice> | undefined; canRetry: boolean }) {
  return (
    <ListTable
      label="Notices"
      path="notices"
      columns={canRetry ? [...columns, deliveriesWith(true)] : [...columns, deliveriesWith(false)]}
      rowId={(notice) => notice.id}
      spec={noticeSpec}
      first={first}
      empty={
        <EmptyState
          title="Nothing was sent yet"
          advice="Alerts, thresholds of limits and news for subscribers are written here with what became of each."
        />
      }
    />
  )
}

const columns: ColumnSpec<Notice>[] = [
  { id: 'createdAt', title: 'When', text: (notice) => notice.createdAt, cell: (notice) => <Time value={notice.createdAt} /> },
  {
    id: 'title',
    title: 'Notice',
    text: (notice) => `${notice.title}: ${notice.text}`,
    cell: (notice) => (
      <span className="block max-w-lg whitespace-normal">
        {notice.path ? (
          <Link href={notice.path} className="font-medium hover:underline">
            {notice.title}
          </Link>
        ) : (
          <span className="font-medium">{notice.title}</span>
        )}{' '}
        {notice.severity === 'info' ? null : <Badge tone={severityTone[notice.severity]}>{notice.severity}</Badge>}
        <span className="block text-ink-muted">{notice.text}</span>
      </span>
    ),
  },
  { id: 'topic', title: 'About', text: (notice) => topicWords[notice.topic] },
  { id: 'id', title: 'Id', text: (notice) => notice.id, isHiddenAtFirst: true },
]

function deliveriesWith(canRetry: boolean): ColumnSpec<Notice> {
  return {
    id: 'deliveries',
    title: 'To',
    text: (notice) => notice.deliveries.map(({ to, state }) => `${to} (${state})`).join(', ') || 'nobody',
    cell: (notice) =>
      notice.deliveries.length === 0 ? (
        <span className="text-ink-muted">nobody</span>
      ) : (
        <ul className="space-y-1">
          {notice.deliveries.map((delivery) => (
            <li key={delivery.id} className="flex flex-wrap items-center gap-x-2">
              <span>{delivery.to}</span>
              <Badge tone={tones[delivery.state]}>{delivery.state === 'pending' ? 'on the way' : delivery.state}</Badge>
              <Fate delivery={delivery} />
              {canRetry && delivery.state !== 'delivered' ? <Retry delivery={delivery} /> : null}
            </li>
          ))}
        </ul>
      ),
  }
}

function Fate({ delivery }: { delivery: Delivery }) {
  if (delivery.state === 'delivered' || (!delivery.error && delivery.attempts === 0)) return null
  return (
    <span className="max-w-xs text-sm whitespace-normal text-ink-muted">
      {delivery.error}
      {delivery.nextAt && delivery.attempts > 0 ? (
        <>
          {' '}
          ({delivery.attempts} tries, next <Time value={delivery.nextAt} style="ago" />)
        </>
      ) : null}
    </span>
  )
}

function Retry({ delivery }: { delivery: Delivery }) {
  const command = useCommand(() => sendJson('POST', `deliveries/${delivery.id}/retry`, {}))
  const retry = () =>
    command.mutateAsync(undefined).then(
      () => toast.done(`On its way to ${delivery.to} again, with the same id.`),
      (error) => toast.failed(describeFailure(error).title),
    )
  return (
    <Button size="small" look="quiet" aria-label={`Send again to ${delivery.to}`} isBusy={command.isPending} onClick={retry}>
      Send again
    </Button>
  )
}

const tones: Record<DeliveryState, Tone> = { pending: 'accent', delivered: 'good', failed: 'bad', skipped: 'neutral' }
