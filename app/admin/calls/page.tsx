import type { Metadata } from 'next'
import { firstPage, type PageProps } from '@/app/page-data'
import { callSpec } from '@/components/calls/call-list'
import { CallTable } from '@/components/calls/call-table'
import { FindCall } from '@/components/calls/find-call'
import { rangeQuery } from '@/components/reports/range-links'
import { describeCount } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { requireActor } from '@/lib/auth/require-actor'
import { listCalls } from '@/lib/control/calls/call-queries'
import { getUsage } from '@/lib/http/report-queries'

export const metadata: Metadata = { title: 'Calls' }

/** What happened to this call? */
export default async function CallsPage({ searchParams }: PageProps) {
  const actor = await requireActor('calls.read')
  const [first, day] = await Promise.all([
    firstPage(listCalls, actor, await searchParams, callSpec),
    getUsage(actor, rangeQuery('24h', Date.now())),
  ])
  const { calls, refused, failed } = day.total
  return (
    <>
      <PageHeader
        title="Calls"
        sentence={`${describeCount(calls)} in the last 24 hours, ${describeCount(refused)} refused and ${describeCount(failed)} failed. Each says how it was decided.`}
        actions={<FindCall base="/admin/calls" />}
      />
      <CallTable base="/admin/calls" first={first} />
    </>
  )
}
