'use client'

import type { LocalColumn } from '@/components/data-table/local-table'
import { LocalTable } from '@/components/data-table/local-table'
import { EditLimit } from '@/components/limits/edit-limit'
import { LimitUsage } from '@/components/limits/limit-usage'
import { RaiseLimit } from '@/components/limits/raise-limit'
import { describeLeft, isFull } from '@/components/limits/resolver-words'
import { describeAmount, describeCountBy, describeRule } from '@/components/limits/words'
import { Badge } from '@/components/ui/badge'
import { EmptyState } from '@/components/ui/empty-state'
import { Meter } from '@/components/ui/meter'
import { Time } from '@/components/ui/time'
import type { LimitResolver, ResolvedLimit } from '@/lib/contracts/limit-resolver'

type Props = { limits: ResolvedLimit[]; canEdit: boolean; canRaise: boolean; canReset: boolean }

/** Every limit that applies, the fullest first: what it allows, where it is set, what is used and left. */
export function ResolvedLimits({ limits, canEdit, canRaise, canReset }: Props) {
  return (
    <LocalTable
      label="Limits that apply"
      columns={columns}
      rows={limits}
      rowId={({ limit }) => limit.id}
      hasSearch={limits.length > 8}
      empty={
        <EmptyState title="No limit applies" advice="Nothing stops these calls. Set a limit for the tenant or the product." />
      }
      rowActions={({ limit }) => (
        <span className="inline-flex gap-1">
          <LimitUsage limit={limit} canReset={canReset} />
          {canRaise ? <RaiseLimit limit={limit} /> : null}
          {canEdit ? <EditLimit limit={limit} /> : null}
        </span>
      )}
    />
  )
}

/** What has been refused in the last day, and by which limit. */
export function ResolvedRefusals({ refusals }: { refusals: LimitResolver['refusals'] }) {
  return (
    <LocalTable
      label="Refused in the last 24 hours"
      prefix="refused"
      columns={refusalColumns}
      rows={refusals}
      rowId={(row) => `${row.code} ${row.limitId}`}
      hasSearch={false}
      empty={<EmptyState title="Nothing refused" advice="No call of this caller was refused in the last 24 hours." />}
    />
  )
}

const columns: LocalColumn<ResolvedLimit>[] = [
  {
    id: 'limit',
    title: 'Limit',
    text: ({ limit }) => limit.name,
    cell: (row) => (
      <span>
        {row.limit.name} {isFull(row) ? <Badge tone="bad">used up</Badge> : null}
      </span>
    ),
  },
  { id: 'from', title: 'Set on', text: (row) => row.from },
  { id: 'rule', title: 'Allows', text: ({ limit }) => describeRule({ ...limit, amount: limit.effectiveAmount }) },
  {
    id: 'used',
    title: 'Used',
    text: (row) => `${row.percentUsed}%`,
    value: (row) => row.percentUsed,
    cell: (row) => (
      <span className="block min-w-32">
        <Meter label={`Used of ${row.limit.name}`} used={row.percentUsed} all={100} />
        <span className="text-ink-muted">
          {describeAmount(row.limit.measure, row.used, row.limit.currency)}
          {Number(row.held) > 0 && row.limit.measure !== 'concurrency'
            ? ` and ${describeAmount(row.limit.measure, row.held, row.limit.currency)} held`
            : ''}
        </span>
      </span>
    ),
  },
  {
    id: 'left',
    title: 'Left',
    text: describeLeft,
    value: (row) => Number(row.left),
    isNumeric: true,
    cell: (row) => (
      <span>
        {describeLeft(row)}
        {row.isExact ? null : <span className="block text-ink-muted">of the fullest: {describeCountBy(row.limit.countBy)}</span>}
      </span>
    ),
  },
  {
    id: 'resetsAt',
    title: 'Begins again',
    text: (row) => row.resetsAt ?? '',
    cell: (row) =>
      row.resetsAt ? <Time value={row.resetsAt} /> : row.limit.window.kind === 'rate' ? 'slides' : 'with the next period',
  },
]

const refusalColumns: LocalColumn<LimitResolver['refusals'][number]>[] = [
  { id: 'code', title: 'Code', text: (row) => row.code },
  { id: 'limit', title: 'By', text: (row) => row.limitName ?? 'no limit' },
  { id: 'calls', title: 'Calls', text: (row) => String(row.calls), value: (row) => row.calls, isNumeric: true },
  { id: 'lastAt', title: 'Last', text: (row) => row.lastAt, cell: (row) => <Time value={row.lastAt} /> },
]
