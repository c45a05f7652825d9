import type { Metadata } from 'next'
import { namesOf } from '@/app/finance/narrowed-names'
import type { PageProps } from '@/app/page-data'
import { ChargebackChart } from '@/components/finance/chargeback-chart'
import { ChargebackControls, Narrowed } from '@/components/finance/chargeback-controls'
import { ChargebackTable } from '@/components/finance/chargeback-table'
import { describeBy, describeChange, rangeParams, readView } from '@/components/finance/chargeback-view'
import { byWords } from '@/components/finance/months'
import { Movers } from '@/components/finance/movers'
import { ReportingNote } from '@/components/finance/reporting-note'
import { SpendChart } from '@/components/finance/spend-chart'
import { describeCosts } from '@/components/reports/cost-text'
import { Figures } from '@/components/ui/figures'
import { describeMoney } from '@/components/ui/money-text'
import { countOf, describeCount, describeShortly } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { Section } from '@/components/ui/section'
import { requireActor } from '@/lib/auth/require-actor'
import { rangeTitle } from '@/lib/base/day-range'
import { parseNano } from '@/lib/base/money'
import { queryString } from '@/lib/client/api-client'
import { getChargeback, getSpend } from '@/lib/http/chargeback-queries'

export const metadata: Metadata = { title: 'Chargeback' }

/** Who spent what, and how much more than before? */
export default async function ChargebackPage({ searchParams }: PageProps) {
  const actor = await requireActor('reports.chargeback')
  const today = new Date().toISOString().slice(0, 10)
  const view = readView(await searchParams, today)
  const { range, by, ...narrowed } = view
  const asked = { ...rangeParams(range), ...narrowed }
  const split = by === 'key' || by === 'endUser' || by === 'tag' ? 'costCentre' : by
  const spentBy = by === 'tenant' && !narrowed.costCentre ? 'costCentre' : split
  const [report, spend, names] = await Promise.all([
    getChargeback(actor, { ...asked, by }),
    getSpend(actor, { ...asked, by: spentBy }),
    namesOf(actor, narrowed),
  ])
  const { totals, rows, reporting } = report
  const title = rangeTitle(range)
  const sum = (pick: (total: (typeof totals)[number]) => number) => totals.reduce((all, total) => all + pick(total), 0)
  const unpriced = sum((total) => total.unpricedCalls)
  return (
    <>
      <PageHeader
        title="Chargeback"
        sentence={sentenceOf(report, title)}
        actions={<ChargebackControls view={view} today={today} />}
      />
      <Narrowed view={view} nameOf={names} />
      <Figures
        figures={[
          ...totals.map((total) => ({
            label: `Cost, ${total.currency}`,
            value: describeCosts([total]),
            note: (
              <span className="break-all">{`exactly ${total.cost} ${total.currency}; ${describeMoney(total.before, total.currency)} before`}</span>
            ),
          })),
          ...(reporting && totals.some(({ currency }) => currency !== reporting.currency)
            ? [
                {
                  label: `All in ${reporting.currency}`,
                  value: describeMoney(reporting.cost, reporting.currency),
                  note: reporting.missing.length > 0 ? 'as far as rates are known' : 'at the rates below',
                },
              ]
            : []),
          {
            label: 'Calls',
            value: describeShortly(sum((total) => total.calls)),
            note: unpriced > 0 ? `${describeCount(unpriced)} without a price` : 'every one priced',
          },
          { label: 'Tokens', value: describeShortly(sum((total) => total.totalTokens)) },
        ]}
      />
      {reporting ? <ReportingNote reporting={reporting} /> : null}
      {spend.series.length > 0 ? (
        <SpendChart
          spend={spend}
          range={range}
          title={`Spend by ${spend.bucket} and ${byWords[spentBy].one}`}
          csvHref={`/api/v1/reports/spend${queryString({ ...asked, by: spentBy, format: 'csv' })}`}
        />
      ) : null}
      <Section
        title={`${byWords[by].many[0]?.toUpperCase()}${byWords[by].many.slice(1)}`}
        sentence={
          report.hasOverlap
            ? 'A call with two tags stands under both, so these add up to more than the total.'
            : report.isCut
              ? 'Those that cost most; the others are summed in one line.'
              : 'What each is made of is behind its name.'
        }
      >
        {rows.length > 0 && rows.length <= 12 ? null : rows.length > 0 ? <ChargebackChart rows={rows} by={by} /> : null}
        <div className="mt-4">
          <ChargebackTable rows={rows} view={view} />
        </div>
      </Section>
      {report.movers.length > 0 ? (
        <Section
          title="Top movers"
          sentence={`What changed most against ${rangeTitle({ first: report.before.from, last: report.before.to })}, ${describeBy(by)}.`}
        >
          <Movers movers={report.movers} by={by} />
        </Section>
      ) : null}
    </>
  )
}

function sentenceOf({ totals, rows, by }: Awaited<ReturnType<typeof getChargeback>>, title: string): string {
  if (totals.length === 0) return `Nothing was spent in ${title}.`
  const [first, ...others] = totals
  const change = first && others.length === 0 ? describeChange(parseNano(first.cost) ?? 0n, parseNano(first.before) ?? 0n) : null
  const against = change === null || change === 'new' || change === '–' ? '' : `, ${change} against the period before`
  return `${describeCosts(totals)} in ${title}${against}, by ${countOf(rows.length, byWords[by].one, byWords[by].many)}.`
}
