import type { Metadata } from 'next'
import { firstPage, type PageProps } from '@/app/page-data'
import { lastMonths, readMonth } from '@/components/finance/months'
import { CreateRate, EditReporting } from '@/components/rates/create-rate'
import { ImportRates } from '@/components/rates/import-rates'
import { rateSpec } from '@/components/rates/rate-list'
import { RateTable } from '@/components/rates/rate-table'
import { Figures } from '@/components/ui/figures'
import { countOf } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { isAllowed } from '@/lib/access/actor'
import { requireActor } from '@/lib/auth/require-actor'
import { monthTitle } from '@/lib/base/day-range'
import type { RateCoverage } from '@/lib/contracts/rate'
import { getRateCoverage, listRates } from '@/lib/control/rates/rate-queries'
import { getReporting } from '@/lib/control/rates/reporting-currency'

export const metadata: Metadata = { title: 'Exchange rates' }

/** Can everything of a month be told in one currency? Of the last one that is over, where the URL names none. */
export default async function RatesPage({ searchParams }: PageProps) {
  const actor = await requireActor('rates.read')
  const params = await searchParams
  const month = readMonth(params.month, lastMonths(new Date(), 2).slice(1))
  const [coverage, reporting, first] = await Promise.all([
    getRateCoverage(actor, { month }),
    getReporting(actor, {}),
    firstPage(listRates, actor, params, rateSpec),
  ])
  const { reportingCurrency, currencies } = coverage
  return (
    <>
      <PageHeader
        title="Exchange rates"
        sentence={sentenceOf(coverage)}
        actions={
          <>
            {isAllowed(actor, 'rates.update') ? <EditReporting {...reporting} /> : null}
            {isAllowed(actor, 'rates.create') ? <ImportRates /> : null}
            {isAllowed(actor, 'rates.create') ? <CreateRate month={month} to={reportingCurrency} /> : null}
          </>
        }
      />
      {currencies.length > 0 ? (
        <Figures
          figures={currencies.slice(0, 6).map(({ currency, rate, source }) => ({
            label: currency === reportingCurrency ? currency : `1 ${currency} in ${reportingCurrency}`,
            value: rate ?? 'no rate',
            note: source ?? (currency === reportingCurrency ? 'reporting currency' : monthTitle(month)),
          }))}
        />
      ) : null}
      <RateTable first={first} />
    </>
  )
}

function sentenceOf({ month, reportingCurrency: to, currencies, missing }: RateCoverage): string {
  const title = monthTitle(month)
  if (currencies.length === 0) return `Nothing was billed in ${title}; totals are told in ${to}.`
  const others = currencies.filter(({ currency }) => currency !== to).length
  if (others === 0) return `All of ${title} is billed in ${to}: it needs no rate.`
  if (missing.length === 0)
    return `All ${countOf(others, 'other currency', 'other currencies')} of ${title} can be told in ${to}.`
  return `${countOf(missing.length, 'currency has', 'currencies have')} no rate to ${to} for ${title}, so its totals lack ${missing.join(', ')}.`
}
