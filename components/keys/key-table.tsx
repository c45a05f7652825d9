'use client'

import type { ColumnSpec } from '@/components/data-table/columns'
import { DataTable } from '@/components/data-table/data-table'
import { useTableUrl } from '@/components/data-table/use-table-url'
import { RevokeKey } from '@/components/keys/revoke-key'
import { RotateKey } from '@/components/keys/rotate-key'
import { EmptyState } from '@/components/ui/empty-state'
import { StateBadge } from '@/components/ui/state-badge'
import { Time } from '@/components/ui/time'
import { type FirstPage, useList } from '@/lib/client/use-list'
import type { Key } from '@/lib/contracts/key'

type Props = { subscriptionId: string; first?: FirstPage<Key>; canRotate: boolean; canRevoke: boolean }

/** The keys of a subscription. Their secrets are shown once, when they are issued; after that, only how they begin and end. */
export function KeyTable({ subscriptionId, first, canRotate, canRevoke }: Props) {
  const url = useTableUrl('keys.')
  const list = useList<Key>('keys', { subscriptionId, limit: 100 }, first)
  return (
    <DataTable
      label="Keys"
      columns={columns}
      rows={list.data?.items}
      rowId={(key) => key.id}
      url={url}
      hidden={none}
      sort=""
      error={list.data ? null : list.error}
      onRetry={() => list.refetch()}
      empty={
        <EmptyState title="No keys yet" advice="Issue the primary key and put it where your application reads its secrets." />
      }
      rowActions={(key) =>
        key.state === 'active' ? (
          <span className="inline-flex gap-1">
            {canRotate ? <RotateKey apiKey={key} /> : null}
            {canRevoke ? <RevokeKey apiKey={key} /> : null}
          </span>
        ) : null
      }
    />
  )
}

const none: ReadonlySet<string> = new Set()

const columns: ColumnSpec<Key>[] = [
  {
    id: 'key',
    title: 'Key',
    text: (key) => `${key.prefix}…${key.last4}`,
    cell: (key) => (
      <span className="font-mono text-sm">
        {key.prefix}…{key.last4}
      </span>
    ),
  },
  { id: 'slot', title: 'Slot', text: (key) => key.slot },
  { id: 'name', title: 'Name', text: (key) => key.name },
  { id: 'state', title: 'State', text: (key) => key.state, cell: (key) => <StateBadge state={key.state} /> },
  {
    id: 'lastUsed',
    title: 'Last used',
    text: (key) => key.lastUsedAt ?? 'never',
    cell: (key) => (key.lastUsedAt ? <Time value={key.lastUsedAt} style="ago" /> : <span className="text-ink-muted">never</span>),
  },
  { id: 'created', title: 'Issued', text: (key) => key.createdAt, cell: (key) => <Time value={key.createdAt} /> },
  {
    id: 'ends',
    title: 'Ends',
    text: (key) => key.revokedAt ?? key.expiresAt ?? 'never',
    cell: (key) =>
      (key.revokedAt ?? key.expiresAt) ? (
        <Time value={key.revokedAt ?? key.expiresAt ?? ''} />
      ) : (
        <span className="text-ink-muted">never</span>
      ),
  },
]
