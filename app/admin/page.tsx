import type { Metadata } from 'next'
import { readFirstSteps } from '@/app/admin/first-steps'
import { type OverviewParts, readOverviewParts } from '@/app/admin/overview-parts'
import type { PageProps } from '@/app/page-data'
import { ChangesList } from '@/components/reports/changes-list'
import { FirstSteps } from '@/components/reports/first-steps'
import { LatencyChart } from '@/components/reports/latency-chart'
import { OpenAlerts } from '@/components/reports/open-alerts'
import { OverviewFigures } from '@/components/reports/overview-figures'
import { RangeLinks, rangeQuery, ranges, readRange } from '@/components/reports/range-links'
import { RefusalTable } from '@/components/reports/refusal-table'
import { TopList } from '@/components/reports/top-list'
import { UsageChart } from '@/components/reports/usage-chart'
import { countOf, describeCount, describeShare } from '@/components/ui/number-text'
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
  const [overview, refusals, parts] = await Promise.all([
    getOverview(actor, query),
    getRefusals(actor, { from: query.from, to: query.to }),
    readOverviewParts(actor, query),
  ])
  const { total } = overview
  const canSetUp = isAllowed(actor, 'backends.read')
  const steps = total.calls === 0 && canSetUp ? await readFirstSteps(actor) : []
  const isSetUp = steps.every((step) => step.isDone)
  return (
    <>
      <PageHeader
        title="Overview"
        sentence={`${describeState(parts)} ${
          total.calls > 0
            ? `${describeShare(total.answered, total.calls)} of ${describeCount(total.calls)} calls were answered in the last ${ranges[range].title}.`
            : `No call was made in the last ${ranges[range].title}.`
        }`}
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
          {parts.alerts.length > 0 ? (
            <section aria-label="Open alerts" className="mb-8">
              <OpenAlerts alerts={parts.alerts} />
            </section>
          ) : null}
          <OverviewFigures overview={overview} />
          <UsageChart usage={overview} marks={parts.marks} callsAt="/admin/calls" />
          {overview.latency.points.length > 0 ? (
            <div className="mt-8">
              <LatencyChart points={overview.latency.points} bucket={overview.bucket} marks={parts.marks} />
            </div>
          ) : null}
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
          {parts.changes.length > 0 ? (
            <Section title="What changed" sentence="What shapes calls, newest first. The dashed lines in the charts are these.">
              <ChangesList entries={parts.changes} />
            </Section>
          ) : null}
        </>
      ) : null}
    </>
  )
}

/** Is anything wrong now? */
function describeState({ openAlerts, processes }: OverviewParts): string {
  const running = processes
    ? processes.missing > 0
      ? `${countOf(processes.missing, 'process', 'processes')} of ${processes.all} missing`
      : countOf(processes.all, 'process runs', 'processes run')
    : null
  const alerts = openAlerts === 0 ? 'Nothing is wrong' : `${countOf(openAlerts, 'alert is', 'alerts are')} open`
  return `${[alerts, running].filter(Boolean).join(', ')}.`
}
