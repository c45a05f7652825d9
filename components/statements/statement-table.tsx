'use client'

import type { ColumnSpec } from '@/components/data-table/columns'
import { ListTable } from '@/components/data-table/list-table'
import { RowLink } from '@/components/data-table/row-link'
import { describeCosts } from '@/components/reports/cost-text'
import { statementSpec } from '@/components/statements/statement-list'
import { EmptyState } from '@/components/ui/empty-state'
import { describeCount } from '@/components/ui/number-text'
import { StateBadge } from '@/components/ui/state-badge'
import { Time } from '@/components/ui/time'
import { monthTitle } from '@/lib/base/day-range'
import type { FirstPage } from '@/lib/client/use-list'
import type { Statement } from '@/lib/contracts/statement'

/** Closed months, each with what it comes to. */
export function StatementTable({ first }: { first: FirstPage<Statement> | undefined }) {
  return (
    <ListTable
      label="Statements"
      path="statements"
      columns={columns}
      rowId={(row) => row.id}
      spec={statementSpec}
      first={first}
      empty={
        <EmptyState
          title="No statement yet"
          advice="When a month is over, close it above: each tenant gets a numbered statement that nobody can change."
        />
      }
    />
  )
}

const columns: ColumnSpec<Statement>[] = [
  {
    id: 'number',
    title: 'Number',
    text: (row) => row.number,
    cell: (row) => <RowLink href={`/finance/statements/${row.id}`}>{row.number}</RowLink>,
    sortBy: 'number',
  },
  { id: 'tenant', title: 'Tenant', text: (row) => row.tenantName, sortBy: 'tenantName' },
  { id: 'costCentre', title: 'Cost centre', text: (row) => row.costCentre },
  { id: 'month', title: 'Month', text: (row) => row.month, cell: (row) => monthTitle(row.month), sortBy: 'month' },
  {
    id: 'totals',
    title: 'Total',
    text: (row) => exactly(row.totals),
    cell: (row) => <Costs costs={row.totals} />,
    isNumeric: true,
  },
  {
    id: 'late',
    title: 'Of it late',
    text: (row) => exactly(row.late),
    cell: (row) => (row.late.length > 0 ? <Costs costs={row.late} /> : '–'),
    isNumeric: true,
  },
  { id: 'calls', title: 'Calls', text: (row) => describeCount(row.calls), isNumeric: true },
  {
    id: 'unpriced',
    title: 'Without a price',
    text: (row) => describeCount(row.unpricedCalls),
    isNumeric: true,
    isHiddenAtFirst: true,
  },
  { id: 'version', title: 'Version', text: (row) => String(row.version), isNumeric: true, isHiddenAtFirst: true },
  { id: 'state', title: 'State', text: (row) => row.state, cell: (row) => <StateBadge state={row.state} /> },
  {
    id: 'closedAt',
    title: 'Closed',
    text: (row) => row.closedAt,
    cell: (row) => <Time value={row.closedAt} />,
    sortBy: 'closedAt',
  },
  { id: 'closedBy', title: 'By', text: (row) => row.closedBy },
]

function exactly(costs: Statement['totals']): string {
  return costs.map(({ cost, currency }) => `${cost} ${currency}`).join(' + ')
}

function Costs({ costs }: { costs: Statement['totals'] }) {
  return (
    <span title={exactly(costs)} className="whitespace-nowrap tabular-nums">
      {describeCosts(costs)}
    </span>
  )
}
