'use client'

import type { ColumnSpec } from '@/components/data-table/columns'
import { ListTable } from '@/components/data-table/list-table'
import { KeyActions } from '@/components/keys/key-actions'
import { portalColumns } from '@/components/keys/key-columns'
import { endsOfKey, teamKeysOf } from '@/components/keys/key-list'
import { EmptyState } from '@/components/ui/empty-state'
import type { FirstPage } from '@/lib/client/use-list'
import type { Key } from '@/lib/contracts/key'

type Props = {
  tenantId: string
  first: FirstPage<Key> | undefined
  /** Names by the id of the user. */
  members: Record<string, string>
  canEdit: boolean
  canRotate: boolean
  canRevoke: boolean
}

/** A tenant's keys with who issued each. */
export function TeamKeysTable({ tenantId, first, members, ...can }: Props) {
  const issuer: ColumnSpec<Key> = {
    id: 'issuer',
    title: 'Issued by',
    text: ({ createdBy }) => (createdBy === null ? 'the installation' : (members[createdBy] ?? 'somebody who is no member now')),
  }
  const [name, ...rest] = portalColumns.filter(({ id }) => id !== 'tenant')
  return (
    <ListTable
      label="Keys"
      path="keys"
      columns={name ? [name, issuer, ...rest] : rest}
      rowId={(key) => key.id}
      spec={teamKeysOf(tenantId)}
      first={first}
      searchHint="Last four, prefix or name"
      cleanSearch={endsOfKey}
      empty={<EmptyState title="No keys yet" advice="Subscribe to a product, and issue its first key." />}
      rowActions={(key) => <KeyActions apiKey={key} {...can} />}
    />
  )
}
