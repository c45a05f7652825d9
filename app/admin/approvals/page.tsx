import type { Metadata } from 'next'
import { firstPage, type PageProps } from '@/app/page-data'
import { ApprovalTable } from '@/components/subscriptions/approval-table'
import { approvalSpec } from '@/components/subscriptions/subscription-list'
import { Figures } from '@/components/ui/figures'
import { countOf } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { Time } from '@/components/ui/time'
import { requireActor } from '@/lib/auth/require-actor'
import { toPublicId } from '@/lib/base/ids'
import { getApprovals } from '@/lib/control/subscriptions/approval-queries'
import { listSubscriptions } from '@/lib/control/subscriptions/subscription-queries'

export const metadata: Metadata = { title: 'Approvals' }

/** Who waits for me? */
export default async function ApprovalsPage({ searchParams }: PageProps) {
  const actor = await requireActor('subscriptions.decide')
  const [first, figures] = await Promise.all([
    firstPage(listSubscriptions, actor, await searchParams, approvalSpec),
    getApprovals(actor, {}),
  ])
  const { waiting, oldestAt, approvedLastWeek, rejectedLastWeek } = figures
  return (
    <>
      <PageHeader
        title="Approvals"
        sentence={
          waiting === 0
            ? 'No request waits for a decision.'
            : `${countOf(waiting, 'request waits', 'requests wait')} for a decision; who asked cannot call until then.`
        }
      />
      <Figures
        figures={[
          { label: 'Waiting', value: waiting },
          { label: 'The oldest', value: oldestAt ? <Time value={oldestAt} style="ago" /> : 'none' },
          { label: 'Approved', value: approvedLastWeek, note: 'in the last 7 days' },
          { label: 'Rejected', value: rejectedLastWeek, note: 'in the last 7 days' },
        ]}
      />
      <ApprovalTable first={first} readerId={toPublicId('user', actor.userId)} />
    </>
  )
}
