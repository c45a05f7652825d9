import type { Metadata } from 'next'
import { firstPage, type PageProps } from '@/app/page-data'
import { CountingNote } from '@/components/limits/counting-note'
import { CreateLimit } from '@/components/limits/create-limit'
import { limitSpec } from '@/components/limits/limit-list'
import { LimitTable } from '@/components/limits/limit-table'
import { ThresholdList } from '@/components/limits/threshold-list'
import { ButtonLink } from '@/components/ui/button'
import { countOf } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { Section } from '@/components/ui/section'
import { isAllowed } from '@/lib/access/actor'
import { requireActor } from '@/lib/auth/require-actor'
import { getLimitCounting } from '@/lib/control/limits/limit-counting'
import { listLimitEvents } from '@/lib/control/limits/limit-events'
import { listLimits } from '@/lib/control/limits/limit-queries'
import { getLimitSummary } from '@/lib/control/limits/limit-summary'

export const metadata: Metadata = { title: 'Limits' }

const MOST_EVENTS = 10

/** What stops a caller from using too much? */
export default async function LimitsPage({ searchParams }: PageProps) {
  const actor = await requireActor('limits.read')
  const [first, summary, counting, events] = await Promise.all([
    firstPage(listLimits, actor, await searchParams, limitSpec),
    getLimitSummary(actor, {}),
    getLimitCounting(actor, {}),
    listLimitEvents(actor, { limit: MOST_EVENTS }),
  ])
  const { inForce, raised } = summary
  return (
    <>
      <PageHeader
        title="Limits"
        sentence={`${countOf(inForce, 'limit')} in force${raised > 0 ? `, ${raised} of them raised for now` : ''}. A call must fit into every one that applies to it.`}
        actions={
          <>
            <ButtonLink href="/admin/limits/resolver">Why refused?</ButtonLink>
            {isAllowed(actor, 'limits.create') ? <CreateLimit /> : null}
          </>
        }
      />
      <CountingNote counting={counting} />
      <LimitTable
        first={first}
        canEdit={isAllowed(actor, 'limits.update')}
        canRaise={isAllowed(actor, 'limits.raise')}
        canReset={isAllowed(actor, 'limits.reset')}
      />
      {events.items.length > 0 ? (
        <Section title="Thresholds reached" sentence="The latest quotas and budgets that have used a share their limit names.">
          <ThresholdList events={events.items} />
        </Section>
      ) : null}
    </>
  )
}
