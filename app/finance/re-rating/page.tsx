import type { Metadata } from 'next'
import { allOf, firstPage, type PageProps } from '@/app/page-data'
import { describeDifferences } from '@/components/reratings/difference-text'
import { DueTable } from '@/components/reratings/due-table'
import { ProposeRerating } from '@/components/reratings/propose-rerating'
import { reratingSpec } from '@/components/reratings/rerating-list'
import { ReratingTable } from '@/components/reratings/rerating-table'
import { countOf } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { Section } from '@/components/ui/section'
import { isAllowed } from '@/lib/access/actor'
import { requireActor } from '@/lib/auth/require-actor'
import { listDueReratings } from '@/lib/control/reratings/due-reratings'
import { listReratings } from '@/lib/control/reratings/rerating-operations'

export const metadata: Metadata = { title: 'Re-rating' }

/** Was anything billed at a price that turned out to be wrong? */
export default async function ReratingsPage({ searchParams }: PageProps) {
  const actor = await requireActor('reratings.read')
  const [first, open, due] = await Promise.all([
    firstPage(listReratings, actor, await searchParams, reratingSpec),
    allOf(listReratings, actor, { state: 'proposed' }),
    listDueReratings(actor, {}),
  ])
  const canPropose = isAllowed(actor, 'reratings.create')
  const [one] = open
  const waiting =
    open.length === 0
      ? 'Nothing waits to be booked'
      : one && open.length === 1
        ? `${describeDifferences(one.totals)} for ${one.model} waits to be booked`
        : `${countOf(open.length, 're-rating')} wait to be booked`
  const dueText =
    due.items.length === 0
      ? 'nothing was set for the past.'
      : `${countOf(due.items.length, 'change was', 'changes were')} made for the past and not looked into.`
  return (
    <>
      <PageHeader title="Re-rating" sentence={`${waiting}; ${dueText}`} actions={canPropose ? <ProposeRerating /> : null} />
      {due.items.length > 0 ? (
        <Section title="Prices for the past" sentence="Calls made since their date were billed at what was known then.">
          <DueTable items={due.items} canPropose={canPropose} />
        </Section>
      ) : null}
      <Section title="Re-ratings" sentence="What was worked out, and what of it was booked.">
        <ReratingTable first={first} />
      </Section>
    </>
  )
}
