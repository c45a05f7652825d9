'use client'

import Link from 'next/link'
import { useState } from 'react'
import { callSpec, financeCallSpec, portalCallSpec } from '@/components/calls/call-list'
import { keyText } from '@/components/calls/key-text'
import { totalTokens } from '@/components/calls/tokens'
import type { ColumnSpec } from '@/components/data-table/columns'
import { ListTable } from '@/components/data-table/list-table'
import type { TableQuerySpec } from '@/components/data-table/table-query'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { Money } from '@/components/ui/money'
import { describeCount } from '@/components/ui/number-text'
import { StateBadge } from '@/components/ui/state-badge'
import { Time } from '@/components/ui/time'
import type { FirstPage } from '@/lib/client/use-list'
import type { Call } from '@/lib/contracts/call'

type Props = { base: keyof typeof specs; first: FirstPage<Call> | undefined; spec?: TableQuerySpec }

const specs = { '/admin/calls': callSpec, '/portal/calls': portalCallSpec, '/finance/calls': financeCallSpec }

/** How often a live tail looks. */
const TAIL_MS = 2_000

/** The calls, newest first, refused ones included; each leads to how it was decided. */
export function CallTable({ base, first, spec = specs[base] }: Props) {
  const [isLive, setIsLive] = useState(false)
  return (
    <ListTable
      label="Calls"
      path="calls"
      columns={columnsOf[base]}
      rowId={(call) => call.id}
      spec={spec}
      searchHint="Request id, own id, end user, last four"
      first={first}
      refreshMs={isLive ? TAIL_MS : undefined}
      tools={
        <Button aria-pressed={isLive} look={isLive ? 'primary' : undefined} onClick={() => setIsLive(!isLive)}>
          {isLive ? 'Stop live tail' : 'Live tail'}
        </Button>
      }
      empty={
        <EmptyState
          title="No calls yet"
          advice="A call appears here within a second or two of its answer, refused ones included."
        />
      }
    />
  )
}

const columnsFor = (base: Props['base']): ColumnSpec<Call>[] => [
  {
    id: 'startedAt',
    title: 'When',
    text: (call) => call.startedAt,
    cell: (call) => (
      <Link href={`${base}/${call.id}`} className="hover:underline">
        <Time value={call.startedAt} />
      </Link>
    ),
  },
  {
    id: 'outcome',
    title: 'Outcome',
    text: (call) => `${call.outcome}${call.code ? ` (${call.code})` : ''}`,
    cell: (call) => (
      <span>
        <StateBadge state={call.outcome} />{' '}
        {call.outcome === 'answered' ? null : <span className="text-ink-muted">{call.code ?? call.status}</span>}
        {call.calls > 1 ? <span className="text-ink-muted"> × {describeCount(call.calls)}</span> : null}
      </span>
    ),
  },
  { id: 'model', title: 'Model', text: (call) => call.model ?? '' },
  { id: 'tenant', title: 'Tenant', text: (call) => call.tenantName },
  { id: 'product', title: 'Product', text: (call) => call.productName, isHiddenAtFirst: true },
  { id: 'subscription', title: 'Subscription', text: (call) => call.subscriptionName },
  { id: 'backend', title: 'Backend', text: (call) => call.backendName ?? '' },
  { id: 'tokens', title: 'Tokens', text: (call) => describeCount(totalTokens(call.tokens)), isNumeric: true },
  {
    id: 'cost',
    title: 'Cost',
    text: (call) => (call.cost === null ? 'unknown' : `${call.cost} ${call.currency ?? ''}`),
    cell: (call) =>
      call.cost !== null && call.currency ? (
        <Money amount={call.cost} currency={call.currency} />
      ) : (
        <span className="text-ink-muted">{call.cost === null ? 'unknown' : call.cost}</span>
      ),
    isNumeric: true,
  },
  { id: 'duration', title: 'Took', text: (call) => `${describeCount(call.durationMs)} ms`, isNumeric: true },
  { id: 'operation', title: 'Operation', text: (call) => call.operation, isHiddenAtFirst: true },
  {
    id: 'key',
    title: 'Key',
    text: keyText,
    isHiddenAtFirst: true,
  },
  { id: 'endUser', title: 'End user', text: (call) => call.endUser ?? '', isHiddenAtFirst: true },
  { id: 'tags', title: 'Tags', text: (call) => call.tags.join(', '), isHiddenAtFirst: true },
  { id: 'clientRequestId', title: 'Caller’s own id', text: (call) => call.clientRequestId ?? '', isHiddenAtFirst: true },
  { id: 'status', title: 'Status', text: (call) => String(call.status), isHiddenAtFirst: true },
  { id: 'id', title: 'Request id', text: (call) => call.id, isHiddenAtFirst: true },
]

const without = (base: Props['base'], id: string) => columnsFor(base).filter((column) => column.id !== id)

const columnsOf: Record<Props['base'], ColumnSpec<Call>[]> = {
  '/admin/calls': columnsFor('/admin/calls'),
  '/portal/calls': without('/portal/calls', 'backend'),
  '/finance/calls': without('/finance/calls', 'key'),
}
