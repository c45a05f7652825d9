'use client'

import type { ColumnSpec } from '@/components/data-table/columns'
import { ListTable } from '@/components/data-table/list-table'
import { FormDialog } from '@/components/form/form-dialog'
import { lazyForm } from '@/components/form/lazy-form'
import { DeleteButton } from '@/components/ui/delete-button'
import { EmptyState } from '@/components/ui/empty-state'
import { Time } from '@/components/ui/time'
import type { FirstPage } from '@/lib/client/use-list'
import type { BasePath } from '@/lib/contracts/base-path'

const CreateForm = lazyForm(() => import('@/components/base-paths/base-path-form').then(({ BasePathForm }) => BasePathForm))

/** By which further paths calls come in. */
export function BasePathTable({ first, canDelete }: { first: FirstPage<BasePath> | undefined; canDelete: boolean }) {
  return (
    <ListTable
      label="Base paths"
      path="base-paths"
      columns={columns}
      rowId={(one) => one.id}
      spec={{ defaultSort: 'path' }}
      first={first}
      empty={
        <EmptyState
          title="No further base path"
          advice="Calls come in below /v1, /openai, /anthropic and /gemini. Clients of another gateway can keep the path they know: add it, or bring an API Management instance over."
        />
      }
      rowActions={
        canDelete
          ? (one) => (
              <DeleteButton
                path={`base-paths/${one.id}`}
                noun="base path"
                name={one.path}
                size="small"
                consequence={`Calls below ${one.path} find nothing within a second. Without any base path, keys that another gateway has issued are refused too.`}
              />
            )
          : undefined
      }
    />
  )
}

export function AddBasePath() {
  return (
    <FormDialog
      trigger="Add base path"
      act="add-base-path"
      look="primary"
      prefetch={CreateForm.prefetch}
      title="Add a base path"
      sentence="Clients keep the path and the key header they know, and change the host."
    >
      {(close) => <CreateForm onDone={close} />}
    </FormDialog>
  )
}

const columns: ColumnSpec<BasePath>[] = [
  { id: 'path', title: 'Path', text: ({ path }) => path, sortBy: 'path' },
  { id: 'becomes', title: 'Answered like', text: ({ becomes }) => becomes },
  { id: 'keyHeader', title: 'Key header', text: ({ keyHeader }) => keyHeader || 'as the dialect reads it' },
  { id: 'keyQuery', title: 'Key in the address', text: ({ keyQuery }) => keyQuery || 'none' },
  {
    id: 'createdAt',
    title: 'Added',
    text: ({ createdAt }) => createdAt,
    cell: ({ createdAt }) => <Time value={createdAt} style="ago" />,
    sortBy: 'createdAt',
  },
]
