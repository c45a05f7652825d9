/** The head of each page of an instance: its name, what the page says, and the way to the others. */
import type { ReactNode } from 'react'
import { PageHeader } from '@/components/ui/page-header'
import { ViewLinks } from '@/components/ui/view-links'
import type { AzureInstance } from '@/lib/contracts/azure-instance'

const views = [
  { id: '', title: 'What is there' },
  { id: 'plan', title: 'Plan and import' },
  { id: 'publish', title: 'Publish' },
  { id: 'drift', title: 'Drift' },
] as const

export type InstanceView = (typeof views)[number]['id']

export function InstanceHead({
  instance,
  view,
  sentence,
  actions,
}: {
  instance: AzureInstance
  view: InstanceView
  sentence: ReactNode
  actions?: ReactNode
}) {
  const base = `/admin/azure/${instance.id}`
  return (
    <>
      <PageHeader title={instance.name} sentence={sentence} actions={actions} />
      <ViewLinks
        label="Views of this instance"
        views={views.map(({ id, title }) => ({ href: id ? `${base}/${id}` : base, title, isCurrent: id === view }))}
      />
    </>
  )
}
