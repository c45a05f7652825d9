import type { Metadata } from 'next'
import Link from 'next/link'
import type { PageProps } from '@/app/page-data'
import { type ExportFile, ExportTable } from '@/components/exports/export-table'
import { lastMonths, readMonth } from '@/components/finance/months'
import { MonthChoice } from '@/components/statements/month-choice'
import { countOf, describeCount } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { requireActor } from '@/lib/auth/require-actor'
import { monthTitle } from '@/lib/base/day-range'
import type { Closing } from '@/lib/contracts/statement'
import { getClosing } from '@/lib/control/statements/close-month'
import { getFocusExport } from '@/lib/http/focus-export'

export const metadata: Metadata = { title: 'Exports' }

/** What of a month can other tools be given? Of the last one that is over, where the URL names none. */
export default async function ExportsPage({ searchParams }: PageProps) {
  const actor = await requireActor('statements.read')
  const params = await searchParams
  const months = lastMonths(new Date(), 18)
  const month = readMonth(params.month, months.slice(1))
  const [closing, focus] = await Promise.all([getClosing(actor, { month }), getFocusExport(actor, { month })])
  return (
    <>
      <PageHeader
        title="Exports"
        sentence={sentenceOf(closing, focus.rows)}
        actions={<MonthChoice month={month} months={months} path="/finance/exports" />}
      />
      <ExportTable files={filesOf(month, focus.rows)} />
      <p className="mt-3 text-sm text-ink-muted">
        Single statements, as PDF, XLSX and CSV, are on{' '}
        <Link className="underline underline-offset-2" href={`/finance/statements?month=${month}`}>
          their own pages
        </Link>
        .
      </p>
    </>
  )
}

function sentenceOf({ month, closed, tenants }: Closing, rows: number): string {
  const title = monthTitle(month)
  if (tenants === 0) return `Nobody used anything in ${title}: there is nothing to export.`
  if (closed === 0) return `${title} is not closed for any of ${countOf(tenants, 'tenant')} yet: there are no charges to export.`
  return `${title} has ${countOf(rows, 'charge')} on ${closed === tenants ? '' : `${describeCount(closed)} of `}${countOf(tenants, 'statement')}.`
}

function filesOf(month: string, rows: number): ExportFile[] {
  const chargeback = (by: string, title: string): ExportFile => ({
    id: by,
    title: `Chargeback by ${title}`,
    what: `Calls, tokens by class and cost of the month, a row for each ${title}; closed or not.`,
    href: `/api/v1/reports/chargeback?month=${month}&by=${by}&format=csv`,
    filename: `chargeback-${month}-by-${by}.csv`,
    rows: null,
  })
  return [
    {
      id: 'focus',
      title: 'FOCUS 1.2',
      what: 'Every charge of the statements in force, in the columns of the FinOps specification: a row for each day, subscription, model and backend.',
      href: `/api/v1/exports/focus?month=${month}&format=csv`,
      filename: `focus-1.2-${month}.csv`,
      rows,
    },
    chargeback('tenant', 'tenant'),
    chargeback('costCentre', 'cost centre'),
    chargeback('product', 'product'),
    chargeback('model', 'model'),
    {
      id: 'prices',
      title: 'Price book',
      what: 'Every price that was ever set, as the import takes it.',
      href: '/api/v1/prices/export?format=csv',
      filename: 'prices.csv',
      rows: null,
    },
  ]
}
