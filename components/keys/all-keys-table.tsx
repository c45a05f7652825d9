'use client'

import { ListTable } from '@/components/data-table/list-table'
import { KeyActions } from '@/components/keys/key-actions'
import { allColumns } from '@/components/keys/key-columns'
import { endsOfKey, keySpec } from '@/components/keys/key-list'
import { EmptyState } from '@/components/ui/empty-state'
import type { FirstPage } from '@/lib/client/use-list'
import type { Key } from '@/lib/contracts/key'

type Props = { first?: FirstPage<Key>; canEdit: boolean; canRotate: boolean; canRevoke: boolean }

/** Every key there is, found by its ends, its tenant, or what is due. */
export function AllKeysTable({ first, ...can }: Props) {
  return (
    <ListTable
      label="Keys"
      path="keys"
      columns={allColumns}
      rowId={(key) => key.id}
      spec={keySpec}
      first={first}
      searchHint="Last four, prefix or name"
      cleanSearch={endsOfKey}
      empty={
        <EmptyState title="No keys yet" advice="A developer issues keys in the portal, on the page of their subscription." />
      }
      rowActions={(key) => <KeyActions apiKey={key} {...can} />}
    />
  )
}
