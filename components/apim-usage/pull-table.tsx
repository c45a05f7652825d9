'use client'

import { pullSpec } from '@/components/apim-usage/pull-list'
import type { ColumnSpec } from '@/components/data-table/columns'
import { ListTable } from '@/components/data-table/list-table'
import { FormDialog } from '@/components/form/form-dialog'
import { lazyForm } from '@/components/form/lazy-form'
import { Badge } from '@/components/ui/badge'
import { EmptyState } from '@/components/ui/empty-state'
import { describeCount } from '@/components/ui/number-text'
import { Section } from '@/components/ui/section'
import { Time } from '@/components/ui/time'
import type { FirstPage } from '@/lib/client/use-list'
import type { AzureUsagePull } from '@/lib/contracts/azure-usage-pull'

const PullForm = lazyForm(() => import('@/components/apim-usage/pull-form').then(({ PullForm }) => PullForm))

/** Each connected instance: is its usage fetched, how far, and what went wrong last. */
export function UsagePulls({ first, canSet }: { first: FirstPage<AzureUsagePull> | undefined; canSet: boolean }) {
  return (
    <Section
      title="Fetched by itself"
      sentence="Hourly from the Log Analytics workspace of a connected instance, with that instance’s identity. Prompts and answers are not asked for."
    >
      <ListTable
        label="Instances"
        path="azure/usage/pulls"
        columns={columns}
        rowId={(row) => row.id}
        spec={pullSpec}
        first={first}
        empty={
          <EmptyState
            title="No instance is connected"
            advice="An administrator connects one under Azure API Management. Until then usage comes in as files."
          />
        }
        rowActions={canSet ? (row) => <SetPull pull={row} /> : undefined}
      />
    </Section>
  )
}

function SetPull({ pull }: { pull: AzureUsagePull }) {
  return (
    <FormDialog
      trigger={pull.workspaceId === null ? 'Set up' : 'Change'}
      triggerLabel={`Fetch usage of ${pull.instanceName}`}
      size="small"
      prefetch={PullForm.prefetch}
      title={`Fetch usage of ${pull.instanceName}`}
      sentence="The instance’s identity needs the role Log Analytics Reader on the workspace."
    >
      {(close) => <PullForm pull={pull} onDone={close} />}
    </FormDialog>
  )
}

function stateOf({ workspaceId, lastError, lastRunAt, isCaughtUp }: AzureUsagePull): string {
  if (workspaceId === null) return 'not fetched'
  if (lastError !== null) return 'failing'
  if (lastRunAt === null) return 'due'
  return isCaughtUp ? 'up to date' : 'catching up'
}

const columns: ColumnSpec<AzureUsagePull>[] = [
  { id: 'name', title: 'Instance', text: (row) => row.instanceName, sortBy: 'name' },
  {
    id: 'state',
    title: 'State',
    text: (row) => (row.lastError === null ? stateOf(row) : `failing: ${row.lastError}`),
    cell: (row) =>
      row.lastError === null ? (
        stateOf(row)
      ) : (
        <span>
          <Badge tone="warn">failing</Badge> {row.lastError}
        </span>
      ),
  },
  { id: 'through', title: 'Fetched to', text: (row) => row.through ?? '', cell: (row) => timeOf(row.through) },
  { id: 'lastRunAt', title: 'Last run', text: (row) => row.lastRunAt ?? '', cell: (row) => timeOf(row.lastRunAt) },
  { id: 'lastBooked', title: 'Booked by it', text: (row) => describeCount(row.lastBooked), isNumeric: true },
  { id: 'lastUnmapped', title: 'Left out by it', text: (row) => describeCount(row.lastUnmapped), isNumeric: true },
  { id: 'workspaceId', title: 'Workspace', text: (row) => row.workspaceId ?? '', isHiddenAtFirst: true },
  { id: 'source', title: 'Source', text: (row) => row.source ?? '', isHiddenAtFirst: true },
]

function timeOf(value: string | null) {
  return value === null ? '' : <Time value={value} />
}
