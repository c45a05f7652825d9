import type { Metadata } from 'next'
import { firstPage, type PageProps } from '@/app/page-data'
import { portalCallSpec } from '@/components/calls/call-list'
import { CallTable } from '@/components/calls/call-table'
import { rangeQuery } from '@/components/reports/range-links'
import { countOf, describeCount } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { requireActor } from '@/lib/auth/require-actor'
import { listCalls } from '@/lib/control/calls/call-queries'
import { getUsage } from '@/lib/http/report-queries'

export const metadata: Metadata = { title: 'Calls' }

/** What happened to my call? */
export default async function MyCallsPage({ searchParams }: PageProps) {
  const actor = await requireActor('calls.read')
  const [first, day] = await Promise.all([
    firstPage(listCalls, actor, await searchParams, portalCallSpec),
    getUsage(actor, rangeQuery('24h', Date.now())),
  ])
  return (
    <>
      <PageHeader
        title="Calls"
        sentence={`${countOf(day.total.calls, 'call')} in the last 24 hours, ${describeCount(day.total.refused)} refused. The id is the x-request-id your code got.`}
      />
      <CallTable base="/portal/calls" first={first} />
    </>
  )
}
