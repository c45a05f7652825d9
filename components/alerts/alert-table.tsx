'use client'

import Link from 'next/link'
import { AcknowledgeAlert } from '@/components/alerts/acknowledge-alert'
import { alertSpec } from '@/components/alerts/alert-list'
import { severityTone } from '@/components/alerts/words'
import type { ColumnSpec } from '@/components/data-table/columns'
import { ListTable } from '@/components/data-table/list-table'
import { Badge } from '@/components/ui/badge'
import { EmptyState } from '@/components/ui/empty-state'
import { Time } from '@/components/ui/time'
import type { FirstPage } from '@/lib/client/use-list'
import type { Alert } from '@/lib/contracts/alert'

type Props = { first: FirstPage<Alert> | undefined; canAcknowledge: boolean; seesConsole: boolean }

/** What is wrong now, and what was. */
export function AlertTable({ first, canAcknowledge, seesConsole }: Props) {
  return (
    <ListTable
      label="Alerts"
      path="alerts"
      columns={columns}
      rowId={(alert) => alert.id}
      spec={alertSpec}
      first={first}
      empty={
        <EmptyState
          title="Nothing has been wrong yet"
          advice="When a figure crosses what a rule says, the alert is written here, and told to the channels."
        />
      }
      rowActions={(alert) => (
        <span className="inline-flex gap-1">
          {alert.path && (seesConsole || !alert.path.startsWith('/admin')) ? (
            <Link href={alert.path} className="rounded px-2 py-0.5 text-sm underline underline-offset-4 hover:bg-hover">
              Look into it
            </Link>
          ) : null}
          {canAcknowledge && alert.state === 'firing' ? <AcknowledgeAlert alert={alert} /> : null}
        </span>
      )}
    />
  )
}

const columns: ColumnSpec<Alert>[] = [
  {
    id: 'state',
    title: 'State',
    text: (alert) => alert.state,
    cell: (alert) => (
      <Badge tone={alert.state === 'firing' ? severityTone[alert.severity] : 'neutral'}>
        {alert.state === 'firing' ? alert.severity : alert.state}
      </Badge>
    ),
  },
  {
    id: 'summary',
    title: 'What',
    text: (alert) => `${alert.ruleName}: ${alert.summary}`,
    cell: (alert) => (
      <span className="block max-w-xl whitespace-normal">
        <span className="font-medium">{alert.ruleName}</span>
        <span className="block text-ink-muted">{alert.summary}</span>
        {alert.state === 'acknowledged' ? (
          <span className="block text-ink-muted">
            {alert.acknowledgedBy} is on it{alert.note ? `: ${alert.note}` : ''}
          </span>
        ) : null}
        {alert.silencedUntil ? (
          <span className="block text-ink-muted">
            Silenced until <Time value={alert.silencedUntil} />
          </span>
        ) : null}
      </span>
    ),
  },
  { id: 'firedAt', title: 'Since', text: (alert) => alert.firedAt, cell: (alert) => <Time value={alert.firedAt} /> },
  {
    id: 'resolvedAt',
    title: 'Over',
    text: (alert) => alert.resolvedAt ?? '',
    cell: (alert) => (alert.resolvedAt ? <Time value={alert.resolvedAt} /> : 'not yet'),
  },
  { id: 'notices', title: 'Told', text: (alert) => `${alert.notices} ×`, isNumeric: true, isHiddenAtFirst: true },
]
