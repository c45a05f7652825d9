import type { Metadata } from 'next'
import { firstPage, type PageProps } from '@/app/page-data'
import { noticeSpec } from '@/components/alerts/alert-list'
import { AlertNav } from '@/components/alerts/alert-nav'
import { NoticeTable } from '@/components/alerts/notice-table'
import { countOf } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { isAllowed } from '@/lib/access/actor'
import { requireActor } from '@/lib/auth/require-actor'
import { listNotices } from '@/lib/control/notifications/notice-operations'

export const metadata: Metadata = { title: 'Sent' }

/** Who was told of what, and did it arrive? */
export default async function SentPage({ searchParams }: PageProps) {
  const actor = await requireActor('notices.read')
  const [first, waiting, lost] = await Promise.all([
    firstPage(listNotices, actor, await searchParams, noticeSpec),
    listNotices(actor, { state: 'pending', limit: 1000 }),
    listNotices(actor, { state: 'failed', limit: 1000 }),
  ])
  const isQuiet = waiting.items.length === 0 && lost.items.length === 0
  return (
    <>
      <PageHeader
        title="Sent"
        sentence={
          isQuiet
            ? 'Everything that was sent has arrived. Kept for 90 days.'
            : `${countOf(waiting.items.length, 'notice is', 'notices are')} on the way, ${countOf(lost.items.length, 'was', 'were')} given up after three days. Kept for 90 days.`
        }
      />
      <AlertNav current="/history" seesChannels />
      <NoticeTable first={first} canRetry={isAllowed(actor, 'notices.retry')} />
    </>
  )
}
