'use client'

import type { ColumnSpec } from '@/components/data-table/columns'
import { ListTable } from '@/components/data-table/list-table'
import type { TableQuerySpec } from '@/components/data-table/table-query'
import { EditLimit } from '@/components/limits/edit-limit'
import { limitSpec } from '@/components/limits/limit-list'
import { LimitUsage } from '@/components/limits/limit-usage'
import { RaiseLimit } from '@/components/limits/raise-limit'
import { describeAmount, describeCountBy, describeRule } from '@/components/limits/words'
import { Badge } from '@/components/ui/badge'
import { DeleteButton } from '@/components/ui/delete-button'
import { EmptyState } from '@/components/ui/empty-state'
import { Time } from '@/components/ui/time'
import type { FirstPage } from '@/lib/client/use-list'
import type { Limit } from '@/lib/contracts/limit'

type Props = {
  first: FirstPage<Limit> | undefined
  spec?: TableQuerySpec
  canEdit: boolean
  canRaise: boolean
  canReset?: boolean
  /** A tenant's owner changes only what owners set. */
  isOwner?: boolean
}

/** The limits: what each allows, where it applies, what it counts by. */
export function LimitTable({ first, spec = limitSpec, canEdit: mayEdit, canRaise, canReset, isOwner }: Props) {
  return (
    <ListTable
      label="Limits"
      path="limits"
      columns={columns}
      rowId={(limit) => limit.id}
      spec={spec}
      first={first}
      empty={
        <EmptyState
          title="No limits here"
          advice="Without a limit nothing stops a runaway script. Begin with tokens per minute for each subscription."
        />
      }
      rowActions={(limit) => (
        <LimitActions
          limit={limit}
          canEdit={mayEdit && (!isOwner || limit.setByOwner)}
          canRaise={canRaise}
          canReset={canReset ?? false}
        />
      )}
    />
  )
}

type Actions = { limit: Limit; canEdit: boolean; canRaise: boolean; canReset: boolean }

function LimitActions({ limit, canEdit, canRaise, canReset }: Actions) {
  const consequence = `Within a second nothing holds ${limit.scopeLabel} to ${describeRule(limit)} any more, unless another limit does.`
  return (
    <span className="inline-flex gap-1">
      <LimitUsage limit={limit} canReset={canReset} />
      {canRaise ? <RaiseLimit limit={limit} /> : null}
      {canEdit ? <EditLimit limit={limit} /> : null}
      {canEdit ? (
        <DeleteButton
          size="small"
          path={`limits/${limit.id}`}
          version={limit.version}
          noun="limit"
          name={limit.name}
          consequence={consequence}
        />
      ) : null}
    </span>
  )
}

const columns: ColumnSpec<Limit>[] = [
  { id: 'name', title: 'Name', text: (limit) => limit.name, sortBy: 'name' },
  {
    id: 'rule',
    title: 'Allows',
    text: describeRule,
    cell: (limit) => (
      <span>
        {describeRule(limit)} {limit.raisedUntil ? <RaisedNote limit={limit} /> : null}
      </span>
    ),
  },
  { id: 'scope', title: 'Applies to', text: (limit) => limit.scopeLabel },
  { id: 'countBy', title: 'Counted for', text: (limit) => describeCountBy(limit.countBy) },
  { id: 'onExceed', title: 'Beyond it', text: (limit) => limit.onExceed },
  { id: 'mode', title: 'Mode', text: (limit) => limit.mode, isHiddenAtFirst: true },
  { id: 'setBy', title: 'Set by', text: (limit) => (limit.setByOwner ? 'tenant owner' : 'platform'), isHiddenAtFirst: true },
  {
    id: 'updatedAt',
    title: 'Changed',
    text: (limit) => limit.updatedAt,
    cell: (limit) => <Time value={limit.updatedAt} />,
    isHiddenAtFirst: true,
  },
]

function RaisedNote({ limit }: { limit: Limit }) {
  if (!limit.raisedUntil || new Date(limit.raisedUntil) < new Date()) return null
  return (
    <span className="block">
      <Badge tone="accent">raised</Badge> {describeAmount(limit.measure, limit.effectiveAmount, limit.currency)} until{' '}
      <Time value={limit.raisedUntil} />
    </span>
  )
}
