import type { Metadata } from 'next'
import { firstPage, type PageProps } from '@/app/page-data'
import { CacheChart } from '@/components/cache/cache-chart'
import { CacheTable } from '@/components/cache/cache-table'
import { savedText, shareText } from '@/components/cache/figures'
import { PurgeCache } from '@/components/cache/purge-cache'
import { PurgeTable } from '@/components/cache/purge-table'
import { countOf, describeCount } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { Section } from '@/components/ui/section'
import { isAllowed } from '@/lib/access/actor'
import { requireActor } from '@/lib/auth/require-actor'
import type { CacheReport } from '@/lib/contracts/cache'
import { listPurges } from '@/lib/control/cache/purge-operations'
import { getCacheReport } from '@/lib/http/cache-report'

export const metadata: Metadata = { title: 'Cache' }

/** What did answers cost nothing, because they were there already? */
export default async function CachePage({ searchParams }: PageProps) {
  const actor = await requireActor('cache.read')
  const params = await searchParams
  const [report, purges] = await Promise.all([
    getCacheReport(actor, {}),
    firstPage(listPurges, actor, params, { prefix: 'purges.', defaultSort: '-purgedAt' }),
  ])
  return (
    <>
      <PageHeader title="Cache" sentence={sentenceOf(report)} actions={isAllowed(actor, 'cache.purge') ? <PurgeCache /> : null} />
      <div className="mb-8">
        <CacheChart lines={report.lines} />
      </div>
      <CacheTable lines={report.lines} />
      <Section title="Purges" sentence="What was kept before these is served no more.">
        <PurgeTable first={purges} />
      </Section>
    </>
  )
}

function sentenceOf(report: CacheReport): string {
  const { products, answered, hits, saved } = report
  if (hits === 0)
    return products === 0
      ? 'No product keeps answers, so every call is paid for.'
      : `${countOf(products, 'product keeps', 'products keep')} answers; in the last 30 days nobody asked for one again.`
  const most = saved.length === 0 ? '' : ` and saved ${savedText(saved)}`
  return `${describeCount(hits)} of ${countOf(answered, 'answer')} in the last 30 days came from the cache (${shareText(report)})${most}.`
}
