import type { Metadata } from 'next'
import { type DetailProps, found } from '@/app/page-data'
import { describeCosts } from '@/components/reports/cost-text'
import { ReopenStatement } from '@/components/statements/reopen-statement'
import { StatementLines } from '@/components/statements/statement-lines'
import { Facts } from '@/components/ui/facts'
import { countOf } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { Section } from '@/components/ui/section'
import { StateBadge } from '@/components/ui/state-badge'
import { Time } from '@/components/ui/time'
import { isAllowed } from '@/lib/access/actor'
import { requireActor } from '@/lib/auth/require-actor'
import { monthTitle } from '@/lib/base/day-range'
import type { StatementDetail } from '@/lib/contracts/statement'
import { getStatement } from '@/lib/control/statements/statement-queries'

export const metadata: Metadata = { title: 'Statement' }

/** What does this tenant pay for the month, and for what? */
export default async function StatementPage({ params }: DetailProps) {
  const actor = await requireActor('statements.read')
  const { id } = await params
  const statement = await found(getStatement(actor, { id }))
  const { number, month, tenantName, costCentre, totals, calls, unpricedCalls, version, timeZone } = statement
  return (
    <>
      <PageHeader
        title={number}
        badge={<StateBadge state={statement.state} />}
        sentence={`${tenantName} pays ${describeCosts(totals)} for ${countOf(calls, 'call')} in ${monthTitle(month)}.`}
        actions={
          isAllowed(actor, 'statements.reopen') && statement.state === 'closed' ? <ReopenStatement statement={statement} /> : null
        }
      />
      <Facts
        facts={[
          { label: 'Exactly', value: totals.map(({ cost, currency }) => `${cost} ${currency}`).join(' + ') || 'nothing' },
          ...(statement.reporting
            ? [{ label: `In ${statement.reporting.currency}`, value: describeReporting(statement.reporting) }]
            : []),
          { label: 'Cost centre', value: costCentre },
          { label: 'Month', value: `${monthTitle(month)}, ${timeZone}` },
          { label: 'Version', value: version },
          {
            label: 'Closed',
            value: (
              <>
                <Time value={statement.closedAt} /> by {statement.closedBy}
              </>
            ),
          },
          { label: 'Without a price', value: countOf(unpricedCalls, 'call') },
          { label: 'Not waited for', value: statement.missing.join(', ') || 'nobody' },
          ...(statement.reopenedAt
            ? [
                {
                  label: 'Re-opened',
                  value: (
                    <>
                      <Time value={statement.reopenedAt} /> by {statement.reopenedBy}: {statement.reopenReason}
                    </>
                  ),
                },
              ]
            : []),
        ]}
      />
      <Section
        title="Lines"
        sentence="What the amount consists of. Late lines are usage of earlier months that became known after those were closed."
      >
        <StatementLines statement={statement} />
      </Section>
    </>
  )
}

function describeReporting({ cost, currency, rates, missing }: NonNullable<StatementDetail['reporting']>): string {
  const at = rates.length > 0 ? `, at ${rates.join(', ')}` : ''
  return `${cost} ${currency}${at}${missing.length > 0 ? `; without ${missing.join(', ')}, which has no rate` : ''}`
}
