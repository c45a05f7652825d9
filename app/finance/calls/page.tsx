import type { Metadata } from 'next'
import { firstPage, type PageProps } from '@/app/page-data'
import { financeCallSpec } from '@/components/calls/call-list'
import { CallTable } from '@/components/calls/call-table'
import { PageHeader } from '@/components/ui/page-header'
import { requireActor } from '@/lib/auth/require-actor'
import { dayCount, rangeTitle } from '@/lib/base/day-range'
import { listCalls } from '@/lib/control/calls/call-queries'

export const metadata: Metadata = { title: 'Calls' }

/** Which calls is this figure made of? */
export default async function FinanceCallsPage({ searchParams }: PageProps) {
  const actor = await requireActor('calls.read')
  const params = await searchParams
  const first = await firstPage(listCalls, actor, params, financeCallSpec)
  const days = daysOf(params.firstDay, params.lastDay)
  return (
    <>
      <PageHeader
        title="Calls"
        sentence={
          days
            ? `Every call of ${days} in its tenant’s own calendar, with what it cost and by which price.`
            : 'Every call on the ledger, newest first, with what it cost and by which price.'
        }
      />
      <CallTable base="/finance/calls" first={first} />
    </>
  )
}

/** What the days in the URL are called; null where they are none. */
function daysOf(first: unknown, last: unknown): string | null {
  const isDay = (value: unknown): value is string => typeof value === 'string' && !Number.isNaN(Date.parse(`${value}T00:00:00Z`))
  return isDay(first) && isDay(last) && dayCount({ first, last }) > 0 ? rangeTitle({ first, last }) : null
}
