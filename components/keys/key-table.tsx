'use client'

import { DataTable } from '@/components/data-table/data-table'
import { useTableUrl } from '@/components/data-table/use-table-url'
import { KeyActions } from '@/components/keys/key-actions'
import { ownColumns } from '@/components/keys/key-columns'
import { keysOf } from '@/components/keys/key-list'
import { EmptyState } from '@/components/ui/empty-state'
import { type Page, useList } from '@/lib/client/use-list'
import type { Key } from '@/lib/contracts/key'

type Props = { subscriptionId: string; first: Page<Key>; canEdit?: boolean; canRotate: boolean; canRevoke: boolean }

/** The keys of a subscription. Their secrets are shown once, when they are issued; after that, only how they begin and end. */
export function KeyTable({ subscriptionId, first, canRotate, canRevoke, canEdit = canRotate }: Props) {
  const url = useTableUrl('keys.')
  const query = keysOf(subscriptionId)
  const list = useList<Key>('keys', query, { query, page: first })
  return (
    <DataTable
      label="Keys"
      columns={ownColumns}
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
      rowActions={(key) => <KeyActions apiKey={key} canEdit={canEdit} canRotate={canRotate} canRevoke={canRevoke} />}
    />
  )
}

const none: ReadonlySet<string> = new Set()
