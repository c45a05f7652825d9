import type { Metadata } from 'next'
import type { PageProps } from '@/app/page-data'
import { ChargebackChart } from '@/components/finance/chargeback-chart'
import { ChargebackControls } from '@/components/finance/chargeback-controls'
import { ChargebackTable } from '@/components/finance/chargeback-table'
import { byWords, lastMonths, monthTitle, readBy, readMonth } from '@/components/finance/months'
import { describeCosts } from '@/components/reports/cost-text'
import { Figures } from '@/components/ui/figures'
import { countOf, describeCount, describeShortly } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { requireActor } from '@/lib/auth/require-actor'
import { getChargeback } from '@/lib/http/report-queries'

export const metadata: Metadata = { title: 'Chargeback' }

/** Who spent what in a month? */
export default async function ChargebackPage({ searchParams }: PageProps) {
  const actor = await requireActor('reports.chargeback')
  const params = await searchParams
  const months = lastMonths(new Date(), 18)
  const month = readMonth(params.month, months)
  const by = readBy(params.by)
  const report = await getChargeback(actor, { month, by })
  const { totals, rows } = report
  const sum = (pick: (total: (typeof totals)[number]) => number) => totals.reduce((all, total) => all + pick(total), 0)
  const unpriced = sum((total) => total.unpricedCalls)
  return (
    <>
      <PageHeader
        title="Chargeback"
        sentence={
          totals.length === 0
            ? `Nothing was spent in ${monthTitle(month)}.`
            : `${describeCosts(totals)} in ${monthTitle(month)}, by ${countOf(rows.length, byWords[by].one, byWords[by].many)}.`
        }
        actions={<ChargebackControls month={month} by={by} months={months} />}
      />
      <Figures
        figures={[
          ...totals.map((total) => ({
            label: `Cost, ${total.currency}`,
            value: describeCosts([total]),
            note: <span className="break-all">{`exactly ${total.cost} ${total.currency}`}</span>,
          })),
          {
            label: 'Calls',
            value: describeShortly(sum((total) => total.calls)),
            note: unpriced > 0 ? `${describeCount(unpriced)} without a price` : 'every one priced',
          },
          { label: 'Tokens', value: describeShortly(sum((total) => total.totalTokens)) },
        ]}
      />
      {rows.length > 0 ? <ChargebackChart rows={rows} by={by} /> : null}
      <div className="mt-8">
        <ChargebackTable rows={rows} by={by} month={month} />
      </div>
    </>
  )
}
