'use client'

import { describePlace, planKindTitles, planSpec, verdictTitles, verdictTones } from '@/components/azure/plan-words'
import type { ColumnSpec } from '@/components/data-table/columns'
import { ListTable } from '@/components/data-table/list-table'
import { FormDialog } from '@/components/form/form-dialog'
import { Badge } from '@/components/ui/badge'
import { EmptyState } from '@/components/ui/empty-state'
import type { FirstPage } from '@/lib/client/use-list'
import type { AzurePlanItem } from '@/lib/contracts/azure-plan'

/** Every thing of an instance: what becomes of it, why, and where it stands. */
export function PlanTable({ instanceId, first }: { instanceId: string; first: FirstPage<AzurePlanItem> | undefined }) {
  return (
    <ListTable
      label="Plan"
      path={`azure/instances/${instanceId}/plan/items`}
      columns={columns}
      rowId={(item) => item.key}
      spec={planSpec}
      first={first}
      searchHint="Search names and reasons"
      empty={<EmptyState title="Nothing to plan" advice="The instance was empty when it was read." />}
      rowActions={(item) => <CompareItem item={item} />}
    />
  )
}

const columns: ColumnSpec<AzurePlanItem>[] = [
  {
    id: 'verdict',
    title: 'Verdict',
    text: ({ verdict }) => verdictTitles[verdict],
    cell: ({ verdict }) => <Badge tone={verdictTones[verdict]}>{verdictTitles[verdict]}</Badge>,
  },
  { id: 'kind', title: 'Kind', text: ({ kind }) => planKindTitles[kind] },
  { id: 'title', title: 'In API Management', text: ({ title }) => title },
  { id: 'place', title: 'Where', text: describePlace },
  {
    id: 'here',
    title: 'Here',
    text: ({ here }) => here.map(({ noun, name }) => `${noun}: ${name}`).join(', '),
    cell: ({ here }) => here.map(({ name }) => name).join(', '),
  },
  {
    id: 'reason',
    title: 'Why',
    text: ({ reason }) => reason,
    cell: ({ reason }) => <span className="block max-w-prose min-w-48 whitespace-normal">{reason}</span>,
  },
]

function CompareItem({ item }: { item: AzurePlanItem }) {
  return (
    <FormDialog
      trigger="Compare"
      triggerLabel={`Compare ${item.title} (${describePlace(item)})`}
      size="small"
      title={item.title}
      sentence={item.reason}
      width="wide"
    >
      {() => (
        <div className="grid gap-6 sm:grid-cols-2">
          <Side title="In API Management" fields={[{ label: 'where', value: describePlace(item) }, ...item.there]} />
          <div className="space-y-4">
            {item.here.length === 0 ? <Side title="Here" fields={[]} /> : null}
            {item.here.map(({ noun, name, fields }) => (
              <Side
                key={`${noun} ${name}`}
                title={`Here, among ${noun === 'bases' ? 'base paths' : noun}`}
                fields={[{ label: 'name', value: name }, ...fields]}
              />
            ))}
          </div>
        </div>
      )}
    </FormDialog>
  )
}

function Side({ title, fields }: { title: string; fields: AzurePlanItem['there'] }) {
  return (
    <section>
      <h3 className="mb-1 font-medium">{title}</h3>
      {fields.length === 0 ? <p className="text-ink-muted">Nothing.</p> : null}
      <dl className="grid grid-cols-[minmax(6rem,auto)_1fr] gap-x-3 gap-y-1 text-sm">
        {fields.map(({ label, value }) => (
          <div key={label} className="contents">
            <dt className="text-ink-muted">{label}</dt>
            <dd className="min-w-0 break-words">{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
