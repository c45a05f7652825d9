import type { Metadata } from 'next'
import { type DetailProps, found } from '@/app/page-data'
import { DecideRerating } from '@/components/reratings/decide-rerating'
import { DifferenceByDay, DifferenceByTenant } from '@/components/reratings/difference-tables'
import { describeDifferences } from '@/components/reratings/difference-text'
import { CategoryChartByTenant } from '@/components/reratings/tenant-chart'
import { DownloadLink } from '@/components/ui/download-link'
import { Facts } from '@/components/ui/facts'
import { countOf, describeCount } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { Section } from '@/components/ui/section'
import { StateBadge } from '@/components/ui/state-badge'
import { Time } from '@/components/ui/time'
import { isAllowed } from '@/lib/access/actor'
import { requireActor } from '@/lib/auth/require-actor'
import type { ReratingDetail } from '@/lib/contracts/rerating'
import { getRerating } from '@/lib/control/reratings/rerating-operations'

export const metadata: Metadata = { title: 'Re-rating' }

/** Who would pay how much more, or less? */
export default async function ReratingPage({ params }: DetailProps) {
  const actor = await requireActor('reratings.read')
  const { id } = await params
  const rerating = await found(getRerating(actor, { id }))
  const { model, state, totals, calls, records, createdBy, byDay } = rerating
  return (
    <>
      <PageHeader
        title={`Re-rating of ${model}`}
        badge={<StateBadge state={state} />}
        sentence={sentenceOf(rerating)}
        actions={
          state === 'proposed' && isAllowed(actor, 'reratings.decide') ? (
            <DecideRerating rerating={rerating} isOwn={createdBy === actor.name} />
          ) : null
        }
      />
      <Facts
        facts={[
          { label: 'Exactly', value: totals.map((one) => `${one.difference} ${one.currency}`).join(' + ') || 'nothing' },
          { label: 'Why', value: rerating.reason },
          {
            label: 'Calls',
            value: (
              <>
                <Time value={rerating.from} /> to <Time value={rerating.to} />
              </>
            ),
          },
          { label: 'Looked at', value: `${countOf(records, 'call')}, of which ${describeCount(calls)} change` },
          {
            label: 'Worked out',
            value: (
              <>
                <Time value={rerating.createdAt} /> by {createdBy}
              </>
            ),
          },
          ...(rerating.decidedAt
            ? [
                {
                  label: state === 'booked' ? 'Booked' : 'Discarded',
                  value: (
                    <>
                      <Time value={rerating.decidedAt} /> by {rerating.decidedBy}
                    </>
                  ),
                },
              ]
            : []),
        ]}
      />
      <Section title="By tenant" sentence="As it was billed, as it would be now, and the difference between them, to the nano.">
        <CategoryChartByTenant rows={rerating.byTenant} />
        <DifferenceByTenant rows={rerating.byTenant} />
      </Section>
      <Section
        title="By day"
        sentence={
          byDay.length > MOST_DAYS
            ? `In each tenant’s own calendar: the ${MOST_DAYS} largest of ${describeCount(byDay.length)}; the file has all.`
            : 'In each tenant’s own calendar.'
        }
      >
        <DifferenceByDay rows={largest(byDay)} />
        <DownloadLink href={`/api/v1/reratings/${rerating.id}?format=csv`} note="the same file the API gives.">
          Download the re-rating as CSV
        </DownloadLink>
      </Section>
    </>
  )
}

const MOST_DAYS = 100

function largest(days: ReratingDetail['byDay']): ReratingDetail['byDay'] {
  const size = ({ difference }: { difference: string }) => Math.abs(Number(difference))
  return days.length > MOST_DAYS ? [...days].sort((a, b) => size(b) - size(a)).slice(0, MOST_DAYS) : days
}

function sentenceOf({ state, totals, tenants }: ReratingDetail): string {
  if (totals.length === 0) return 'Every call costs what it was billed at: there is nothing to book.'
  const what = `${describeDifferences(totals)} for ${countOf(tenants, 'tenant')}`
  if (state === 'booked') return `${what} stands on the statements made since it was booked.`
  if (state === 'discarded') return `${what} was worked out, and not booked.`
  return `${what} would be booked on the next statements.`
}
