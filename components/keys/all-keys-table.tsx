'use client'

import { ListTable } from '@/components/data-table/list-table'
import { KeyActions } from '@/components/keys/key-actions'
import { allColumns, portalColumns } from '@/components/keys/key-columns'
import { endsOfKey, keySpec, portalKeySpec } from '@/components/keys/key-list'
import { EmptyState } from '@/components/ui/empty-state'
import type { FirstPage } from '@/lib/client/use-list'
import type { Key } from '@/lib/contracts/key'

type Props = {
  audience?: 'admin' | 'portal'
  first: FirstPage<Key> | undefined
  canEdit: boolean
  canRotate: boolean
  canRevoke: boolean
}

/** Every key there is, found by its ends, its tenant, or what is due. */
export function AllKeysTable({ audience = 'admin', first, ...can }: Props) {
  return (
    <ListTable
      label="Keys"
      path="keys"
      columns={audience === 'admin' ? allColumns : portalColumns}
      rowId={(key) => key.id}
      spec={audience === 'admin' ? keySpec : portalKeySpec}
      first={first}
      searchHint="Last four, prefix or name"
      cleanSearch={endsOfKey}
      empty={
        <EmptyState
          title="No keys yet"
          advice="Keys are issued in the portal, on the page of a subscription, or with one press in the quickstart."
        />
      }
      rowActions={(key) => <KeyActions apiKey={key} {...can} />}
    />
  )
}
