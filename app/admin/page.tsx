import type { Metadata } from 'next'
import { readFirstSteps } from '@/app/admin/first-steps'
import type { PageProps } from '@/app/page-data'
import { describeCosts } from '@/components/reports/cost-text'
import { FirstSteps } from '@/components/reports/first-steps'
import { RangeLinks, rangeQuery, ranges, readRange } from '@/components/reports/range-links'
import { RefusalTable } from '@/components/reports/refusal-table'
import { TopList } from '@/components/reports/top-list'
import { UsageChart } from '@/components/reports/usage-chart'
import { Figures } from '@/components/ui/figures'
import { countOf, describeCount, describeShare, describeShortly } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { Section } from '@/components/ui/section'
import { isAllowed } from '@/lib/access/actor'
import { requireActor } from '@/lib/auth/require-actor'
import { getOverview, getRefusals } from '@/lib/http/report-queries'

export const metadata: Metadata = { title: 'Overview' }

/** Is the platform well, and what is it used for? */
export default async function OverviewPage({ searchParams }: PageProps) {
  const actor = await requireActor('reports.overview')
  const range = readRange((await searchParams).range)
  const query = rangeQuery(range, Date.now())
  const [overview, refusals] = await Promise.all([
    getOverview(actor, query),
    getRefusals(actor, { from: query.from, to: query.to }),
  ])
  const { total } = overview
  const canSetUp = isAllowed(actor, 'backends.read')
  const steps = total.calls === 0 && canSetUp ? await readFirstSteps(actor) : []
  const isSetUp = steps.every((step) => step.isDone)
  return (
    <>
      <PageHeader
        title="Overview"
        sentence={
          total.calls > 0
            ? `${describeShare(total.answered, total.calls)} of ${describeCount(total.calls)} calls were answered in the last ${ranges[range].title}.`
            : `No call was made in the last ${ranges[range].title}.`
        }
        actions={<RangeLinks current={range} path="/admin" />}
      />
      {isSetUp ? null : (
        <section aria-labelledby="first-steps" className="mb-10">
          <h2 id="first-steps" className="mb-3 text-lg font-semibold">
            {countOf(steps.filter((step) => !step.isDone).length, 'step')} to the first call
          </h2>
          <FirstSteps steps={steps} />
        </section>
      )}
      {isSetUp ? (
        <>
          <Figures
            figures={[
              {
                label: 'Calls',
                value: describeShortly(total.calls),
                note: `${describeCount(total.refused)} refused, ${describeCount(total.failed)} failed`,
              },
              {
                label: 'Tokens',
                value: describeShortly(total.totalTokens),
                note: `${describeShortly(total.outputTokens)} of them output`,
              },
              {
                label: 'Cost',
                value: describeCosts(total.costs),
                note:
                  total.unpricedCalls > 0 ? `${describeCount(total.unpricedCalls)} calls without a price` : 'every call priced',
              },
              {
                label: 'Mean time',
                value: overview.meanDurationMs === null ? 'none' : `${describeCount(Math.round(overview.meanDurationMs))} ms`,
                note: 'of answered calls',
              },
            ]}
          />
          <UsageChart usage={overview} />
          <div className="mt-10 grid gap-10 lg:grid-cols-2">
            <TopList
              title="Most used models"
              unit="tokens"
              rows={overview.topModels.map((model) => ({
                label: model.label,
                href: `/admin/calls?model=${encodeURIComponent(model.label)}`,
                value: model.totalTokens,
              }))}
            />
            <TopList
              title="Tenants that use most"
              unit="tokens"
              rows={overview.topTenants.map((tenant) => ({
                label: tenant.label,
                href: `/admin/tenants/${tenant.id}`,
                value: tenant.totalTokens,
              }))}
            />
          </div>
          <Section title="Why calls were refused or failed" sentence="By code, most frequent first.">
            <RefusalTable items={refusals.items} />
          </Section>
        </>
      ) : null}
    </>
  )
}
