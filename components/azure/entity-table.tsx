'use client'

import { kindFacts, kindTitles } from '@/components/azure/words'
import type { ColumnSpec } from '@/components/data-table/columns'
import { ListTable } from '@/components/data-table/list-table'
import { FormDialog } from '@/components/form/form-dialog'
import { EmptyState } from '@/components/ui/empty-state'
import type { FirstPage } from '@/lib/client/use-list'
import type { AzureEntity } from '@/lib/contracts/azure-instance'
import type { AzureEstateKind } from '@/lib/contracts/azure-words'

type Props = { instanceId: string; kind: AzureEstateKind; first: FirstPage<AzureEntity> | undefined }

/** What was read of one kind. */
export function EntityTable({ instanceId, kind, first }: Props) {
  return (
    <ListTable
      label={kindTitles[kind]}
      path={`azure/instances/${instanceId}/entities`}
      columns={columnsOf(kind)}
      rowId={(row) => row.name}
      spec={{ fixed: { kind }, defaultSort: 'name' }}
      first={first}
      empty={<EmptyState title={`No ${kindTitles[kind].toLowerCase()}`} advice="The instance had none when it was read." />}
      rowActions={kind === 'policies' || kind === 'fragments' ? (row) => <ShowXml row={row} /> : undefined}
    />
  )
}

function ShowXml({ row }: { row: AzureEntity }) {
  return (
    <FormDialog trigger="Show" triggerLabel={`Show ${row.name}`} size="small" title={row.displayName} width="wide">
      {() => (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <pre tabIndex={0} className="max-h-[60vh] overflow-auto rounded-md bg-sunken p-3 font-mono text-xs">
          {row.xml}
        </pre>
      )}
    </FormDialog>
  )
}

function columnsOf(kind: AzureEstateKind): ColumnSpec<AzureEntity>[] {
  return [
    { id: 'name', title: 'Name', text: (row) => row.name, sortBy: 'name' },
    ...(kind === 'policies' || kind === 'fragments'
      ? []
      : [{ id: 'displayName', title: 'Display name', text: (row: AzureEntity) => row.displayName, sortBy: 'displayName' }]),
    ...kindFacts[kind].map((fact) => ({ id: fact, title: fact, text: (row: AzureEntity) => row.facts[fact] ?? '' })),
  ]
}
