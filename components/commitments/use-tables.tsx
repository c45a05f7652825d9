'use client'

import type { LocalColumn } from '@/components/data-table/local-table'
import { LocalTable } from '@/components/data-table/local-table'
import { describeCosts } from '@/components/reports/cost-text'
import { EmptyState } from '@/components/ui/empty-state'
import { Money } from '@/components/ui/money'
import { describeCount } from '@/components/ui/number-text'
import { parseNano } from '@/lib/base/money'
import type { CommitmentUse } from '@/lib/contracts/commitment'

type Tenant = CommitmentUse['tenants'][number]
type Day = CommitmentUse['days'][number]

const none = <EmptyState title="Nothing yet" advice="It has not begun, or its first hour is not over." />

export function UseByTenant({ use }: { use: CommitmentUse }) {
  return (
    <LocalTable
      label="Use by tenant"
      searchLabel="tenants"
      columns={[
        { id: 'tenant', title: 'Tenant', text: (row: Tenant) => row.tenantName },
        calls<Tenant>(),
        amount<Tenant>('usedCost', 'Pays for use', use.currency),
        amount<Tenant>('idleCost', 'Pays for idle', use.currency),
      ]}
      rows={use.tenants}
      rowId={(row) => row.tenantId}
      empty={none}
    />
  )
}

export function UseByDay({ use }: { use: CommitmentUse }) {
  return (
    <LocalTable
      label="Use by day"
      prefix="days"
      searchLabel="days"
      columns={[
        { id: 'day', title: 'Day, UTC', text: (row: Day) => row.day },
        {
          id: 'percent',
          title: 'Used',
          text: (row: Day) => `${row.usedPercent} %`,
          value: (row: Day) => row.usedPercent,
          isNumeric: true,
        },
        calls<Day>(),
        amount<Day>('usedCost', 'Used', use.currency),
        amount<Day>('idleCost', 'Idle', use.currency),
        {
          id: 'spillCalls',
          title: 'Calls spilled over',
          text: (row: Day) => describeCount(row.spillCalls),
          value: (row: Day) => row.spillCalls,
          isNumeric: true,
        },
        {
          id: 'spill',
          title: 'Paid by token',
          text: (row: Day) => (row.spill.length > 0 ? describeCosts(row.spill) : '–'),
          isNumeric: true,
        },
      ]}
      rows={use.days}
      rowId={(row) => row.day}
      empty={none}
    />
  )
}

function calls<Row extends { calls: number }>(): LocalColumn<Row> {
  return { id: 'calls', title: 'Calls', text: (row) => describeCount(row.calls), value: (row) => row.calls, isNumeric: true }
}

function amount<Row extends { usedCost: string; idleCost: string }>(
  id: 'usedCost' | 'idleCost',
  title: string,
  currency: string,
): LocalColumn<Row> {
  return {
    id,
    title,
    text: (row) => row[id],
    cell: (row) => <Money amount={row[id]} currency={currency} isExact />,
    value: (row) => parseNano(row[id]) ?? 0n,
    isNumeric: true,
  }
}
