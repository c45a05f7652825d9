import type { Metadata } from 'next'
import { firstPage, type PageProps } from '@/app/page-data'
import { lastMonths, readMonth } from '@/components/finance/months'
import { describeCosts } from '@/components/reports/cost-text'
import { CloseMonth } from '@/components/statements/close-month'
import { MonthChoice } from '@/components/statements/month-choice'
import { statementSpec } from '@/components/statements/statement-list'
import { StatementTable } from '@/components/statements/statement-table'
import { DownloadLink } from '@/components/ui/download-link'
import { Figures } from '@/components/ui/figures'
import { countOf } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { isAllowed } from '@/lib/access/actor'
import { requireActor } from '@/lib/auth/require-actor'
import { monthTitle } from '@/lib/base/day-range'
import type { Closing } from '@/lib/contracts/statement'
import { getClosing } from '@/lib/control/statements/close-month'
import { listStatements } from '@/lib/control/statements/statement-queries'

export const metadata: Metadata = { title: 'Statements' }

/** Is the month closed, and what does it come to? The last one that is over, where the URL names none. */
export default async function StatementsPage({ searchParams }: PageProps) {
  const actor = await requireActor('statements.read')
  const params = await searchParams
  const months = lastMonths(new Date(), 18)
  const month = readMonth(params.month, months.slice(1))
  const [closing, first] = await Promise.all([
    getClosing(actor, { month }),
    firstPage(listStatements, actor, params, statementSpec),
  ])
  return (
    <>
      <PageHeader
        title="Statements"
        sentence={sentenceOf(closing)}
        actions={
          <>
            <MonthChoice month={month} months={months} />
            {isAllowed(actor, 'statements.close') ? <CloseMonth closing={closing} /> : null}
          </>
        }
      />
      <Figures
        figures={[
          { label: 'Closed', value: `${closing.closed} of ${closing.tenants}`, note: monthTitle(month) },
          { label: 'Comes to', value: describeCosts(closing.totals), note: 'of what is closed' },
          { label: 'Ready to close', value: closing.open, note: closing.running > 0 ? `${closing.running} still running` : null },
          {
            label: 'Waiting for',
            value: closing.waitingFor.length === 0 ? 'nobody' : countOf(closing.waitingFor.length, 'process', 'processes'),
            note:
              closing.waitingFor.length === 0
                ? 'the ledger has all calls'
                : closing.waitingFor.map(({ replica }) => replica).join(', '),
          },
        ]}
      />
      <StatementTable first={first} />
      {closing.closed > 0 ? (
        <DownloadLink
          href={`/api/v1/exports/focus?month=${month}&format=csv`}
          note="with a row for each day, subscription, model and backend of what is closed."
        >
          Download {monthTitle(month)} as FOCUS 1.2
        </DownloadLink>
      ) : null}
    </>
  )
}

function sentenceOf({ month, tenants, closed, open, running }: Closing): string {
  const title = monthTitle(month)
  if (tenants === 0) return `Nobody used anything in ${title}.`
  if (closed === tenants)
    return `${title} is closed for ${tenants === 1 ? 'the one tenant' : `all ${tenants} tenants`} that used something.`
  if (open === 0 && closed === 0) return `${title} is not over yet for ${countOf(running, 'tenant')}.`
  return `${title} is closed for ${closed} of ${countOf(tenants, 'tenant')}; ${open} can be closed now.`
}
