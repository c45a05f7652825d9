import type { Metadata } from 'next'
import { cache, Suspense } from 'react'
import type { PageProps } from '@/app/page-data'
import { AnomalyTable } from '@/components/anomalies/anomaly-table'
import { CommitmentSavingTable } from '@/components/anomalies/commitment-saving-table'
import { SavingTable } from '@/components/anomalies/saving-table'
import { describeMoney } from '@/components/ui/money-text'
import { countOf } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { Section } from '@/components/ui/section'
import { RowsSkeleton } from '@/components/ui/skeleton'
import { ViewLinks } from '@/components/ui/view-links'
import type { Actor } from '@/lib/access/actor'
import { requireActor } from '@/lib/auth/require-actor'
import { rangeTitle } from '@/lib/base/day-range'
import type { Anomalies, Savings } from '@/lib/contracts/anomaly'
import { getAnomalies, getSavings } from '@/lib/http/anomaly-routes'

export const metadata: Metadata = { title: 'Anomalies and savings' }

const spans = [7, 14, 30]

/** Who spent unlike themselves, and what was saved? */
export default async function AnomaliesPage({ searchParams }: PageProps) {
  const actor = await requireActor('reports.chargeback')
  const asked = Number((await searchParams).days)
  const days = spans.find((one) => one === asked) ?? 14
  const savings = await getSavings(actor, { days })
  return (
    <>
      <PageHeader
        title="Anomalies and savings"
        sentence={
          <Suspense fallback="Comparing each tenant’s days with its months before …">
            <Sentence actor={actor} days={days} />
          </Suspense>
        }
      />
      <ViewLinks
        label="How far back"
        views={spans.map((one) => ({
          href: `/finance/anomalies?days=${one}`,
          title: `Last ${one} days`,
          isCurrent: one === days,
        }))}
      />
      <Suspense fallback={<RowsSkeleton />}>
        <OddDays actor={actor} days={days} />
      </Suspense>
      <Section title="Saved by caching" sentence={savedSentence(savings)}>
        <SavingTable savings={savings} days={days} />
      </Section>
      <Section
        title="Saved by provisioned throughput"
        sentence="Its calls at the list prices by token of their day, less what was allocated of its cost. Below zero: it was dearer."
      >
        <CommitmentSavingTable commitments={savings.commitments} />
      </Section>
    </>
  )
}

type Asked = { actor: Actor; days: number }

/** Four months of each tenant are read for it: the page stands before they are compared. One answer for sentence and table. */
const anomaliesOf = cache((actor: Actor, days: number) => getAnomalies(actor, { days }))

async function Sentence({ actor, days }: Asked) {
  return sentenceOf(await anomaliesOf(actor, days))
}

async function OddDays({ actor, days }: Asked) {
  return <AnomalyTable anomalies={await anomaliesOf(actor, days)} days={days} />
}

function sentenceOf({ count, tenants, items, from, to }: Anomalies): string {
  const span = rangeTitle({ first: from, last: to })
  if (tenants === 0) return `Nobody spent anything from ${span}.`
  if (count === 0) return `All ${countOf(tenants, 'tenant')} spent like themselves from ${span}.`
  const [first] = items
  const oddest = first
    ? `, most of all ${first.tenantName} on ${rangeTitle({ first: first.day, last: first.day })}: ${describeMoney(first.spent, first.currency)} instead of ${describeMoney(first.usual, first.currency)}`
    : ''
  return `${countOf(count, 'day')} from ${span} ${count === 1 ? 'was' : 'were'} unlike the tenant${oddest}.`
}

function savedSentence({ totals, from, to }: Savings): string {
  const span = rangeTitle({ first: from, last: to })
  if (totals.length === 0) return `Nothing was saved from ${span}.`
  const said = totals.map(
    ({ currency, saved, answers, prompts }) =>
      `${describeMoney(saved, currency)} (${describeMoney(answers, currency)} by answers that were kept, ${describeMoney(prompts, currency)} by prompts the providers had cached)`,
  )
  return `${said.join(' + ')} from ${span}.`
}
