import type { Metadata } from 'next'
import { allOf, firstPage, type PageProps } from '@/app/page-data'
import { CreateLimit } from '@/components/limits/create-limit'
import { limitSpec } from '@/components/limits/limit-list'
import { LimitTable } from '@/components/limits/limit-table'
import { countOf } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { isAllowed } from '@/lib/access/actor'
import { requireActor } from '@/lib/auth/require-actor'
import { listLimits } from '@/lib/control/limits/limit-queries'

export const metadata: Metadata = { title: 'Limits' }

/** What stops a caller from using too much? */
export default async function LimitsPage({ searchParams }: PageProps) {
  const actor = await requireActor('limits.read')
  const [first, all] = await Promise.all([firstPage(listLimits, actor, await searchParams, limitSpec), allOf(listLimits, actor)])
  const now = Date.now()
  const raised = all.filter((limit) => limit.raisedUntil && new Date(limit.raisedUntil).getTime() > now).length
  return (
    <>
      <PageHeader
        title="Limits"
        sentence={`${countOf(all.length, 'limit')} in force${raised > 0 ? `, ${raised} of them raised for now` : ''}. A call must fit into every one that applies to it.`}
        actions={isAllowed(actor, 'limits.create') ? <CreateLimit /> : null}
      />
      <LimitTable first={first} canEdit={isAllowed(actor, 'limits.update')} canRaise={isAllowed(actor, 'limits.raise')} />
    </>
  )
}
