import type { Metadata } from 'next'
import { firstPage, type PageProps } from '@/app/page-data'
import { callSpec } from '@/components/calls/call-list'
import { CallTable } from '@/components/calls/call-table'
import { rangeQuery } from '@/components/reports/range-links'
import { TopList } from '@/components/reports/top-list'
import { describeCount } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { type Actor, isAllowed } from '@/lib/access/actor'
import { requireActor } from '@/lib/auth/require-actor'
import { isFault } from '@/lib/base/faults'
import type { Overview } from '@/lib/contracts/report'
import { listCalls } from '@/lib/control/calls/call-queries'
import { getOverview, getUsage } from '@/lib/http/report-queries'

export const metadata: Metadata = { title: 'Calls' }

/** What happened to this call? And who made all these? */
export default async function CallsPage({ searchParams }: PageProps) {
  const actor = await requireActor('calls.read')
  const params = await searchParams
  const [first, day, span] = await Promise.all([
    firstPage(listCalls, actor, params, callSpec),
    getUsage(actor, rangeQuery('24h', Date.now())),
    readSpan(actor, params.from, params.to),
  ])
  const { calls, refused, failed } = span?.total ?? day.total
  return (
    <>
      <PageHeader
        title="Calls"
        sentence={`${describeCount(calls)} ${span ? 'in the hours asked for' : 'in the last 24 hours'}, ${describeCount(refused)} refused and ${describeCount(failed)} failed. Each says how it was decided.`}
      />
      {span && span.total.calls > 0 ? <WhoAndWhat span={span} from={params.from} to={params.to} /> : null}
      <CallTable base="/admin/calls" first={first} />
    </>
  )
}

type Param = string | string[] | undefined

/** Of a span with both ends, who made its calls and to which models; null where it makes no sense or is not the reader's. */
async function readSpan(actor: Actor, from: Param, to: Param): Promise<Overview | null> {
  if (typeof from !== 'string' || typeof to !== 'string' || !isAllowed(actor, 'reports.overview')) return null
  try {
    return await getOverview(actor, { from, to, bucket: 'hour' })
  } catch (error) {
    if (isFault(error) && error.status < 500) return null
    throw error
  }
}

function WhoAndWhat({ span, from, to }: { span: Overview; from: Param; to: Param }) {
  const narrowed = (name: string, value: string) =>
    `/admin/calls?${new URLSearchParams({ from: String(from), to: String(to), [name]: value })}`
  return (
    <div className="mb-8 grid gap-10 lg:grid-cols-2">
      <TopList
        title="Tenants that used most then"
        unit="tokens"
        rows={span.topTenants.map(({ id, label, totalTokens }) => ({
          label,
          href: narrowed('tenantId', id),
          value: totalTokens,
        }))}
      />
      <TopList
        title="Models used most then"
        unit="tokens"
        rows={span.topModels.map(({ label, totalTokens }) => ({ label, href: narrowed('model', label), value: totalTokens }))}
      />
    </div>
  )
}
