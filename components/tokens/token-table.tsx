'use client'

import { useState } from 'react'
import type { ColumnSpec } from '@/components/data-table/columns'
import { ListTable } from '@/components/data-table/list-table'
import { tokenSpec, tokensOf } from '@/components/tokens/token-list'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { EmptyState } from '@/components/ui/empty-state'
import { StateBadge } from '@/components/ui/state-badge'
import { Time } from '@/components/ui/time'
import { sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'
import type { FirstPage } from '@/lib/client/use-list'
import type { ManagementToken } from '@/lib/contracts/management-token'

type Props = {
  first: FirstPage<ManagementToken> | undefined
  /** On the page of one user: only theirs. */
  ownerId?: string
  /** Every token, or only those of one user: the reader's own. */
  canRevoke: 'all' | string
}

/** Management tokens: what scripts sign in with. Their secrets are shown once. */
export function TokenTable({ first, ownerId, canRevoke }: Props) {
  return (
    <ListTable
      label="Management tokens"
      path="management-tokens"
      columns={ownerId ? columns.filter((column) => column.id !== 'owner') : columns}
      rowId={(token) => token.id}
      spec={ownerId ? tokensOf(ownerId) : tokenSpec}
      first={first}
      empty={
        <EmptyState
          title="No management tokens"
          advice="A script, Terraform or the command line calls the management API with one. Its rights end where its owner's end."
        />
      }
      rowActions={(token) =>
        token.state === 'active' && (canRevoke === 'all' || canRevoke === token.ownerId) ? <RevokeToken token={token} /> : null
      }
    />
  )
}

function RevokeToken({ token }: { token: ManagementToken }) {
  const [isOpen, setIsOpen] = useState(false)
  const command = useCommand(() => sendJson('DELETE', `management-tokens/${token.id}`))
  return (
    <>
      <Button size="small" look="quiet" aria-label={`Revoke token ${token.name}`} onClick={() => setIsOpen(true)}>
        Revoke
      </Button>
      <ConfirmDialog
        isOpen={isOpen}
        onOpenChange={setIsOpen}
        title={`Revoke token ${token.name}?`}
        consequence={
          <>
            Scripts that use it are refused from their next request on.{' '}
            {token.lastUsedAt ? (
              <>
                It was last used <Time value={token.lastUsedAt} style="ago" />.
              </>
            ) : (
              'It has never been used.'
            )}
          </>
        }
        verb="Revoke token"
        onConfirm={() => command.mutateAsync(undefined)}
      />
    </>
  )
}

const columns: ColumnSpec<ManagementToken>[] = [
  { id: 'name', title: 'Name', text: (token) => token.name, sortBy: 'name' },
  {
    id: 'token',
    title: 'Token',
    text: (token) => `${token.prefix}…${token.last4}`,
    cell: (token) => (
      <span className="font-mono text-sm">
        {token.prefix}…{token.last4}
      </span>
    ),
  },
  { id: 'owner', title: 'Owner', text: (token) => token.ownerName },
  { id: 'scopes', title: 'Scopes', text: (token) => token.scopes.join(', ') },
  { id: 'state', title: 'State', text: (token) => token.state, cell: (token) => <StateBadge state={token.state} /> },
  {
    id: 'lastUsedAt',
    title: 'Last used',
    text: (token) => token.lastUsedAt ?? '',
    cell: (token) =>
      token.lastUsedAt ? <Time value={token.lastUsedAt} style="ago" /> : <span className="text-ink-muted">never</span>,
  },
  {
    id: 'expiresAt',
    title: 'Expires',
    text: (token) => token.expiresAt,
    cell: (token) => <Time value={token.expiresAt} style="day" />,
    sortBy: 'expiresAt',
  },
]
