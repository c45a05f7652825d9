'use client'

import type { LocalColumn } from '@/components/data-table/local-table'
import { LocalTable } from '@/components/data-table/local-table'
import { EmptyState } from '@/components/ui/empty-state'
import { Money } from '@/components/ui/money'
import { describeCount } from '@/components/ui/number-text'
import { parseNano } from '@/lib/base/money'
import type { ReratingDetail } from '@/lib/contracts/rerating'

type Tenant = ReratingDetail['byTenant'][number] & { id: string }
type Day = ReratingDetail['byDay'][number] & { id: string }

/** Who would pay what: as it was billed, as it would be now, and between them the difference. */
export function DifferenceByTenant({ rows }: { rows: ReratingDetail['byTenant'] }) {
  return (
    <LocalTable
      label="Difference by tenant"
      searchLabel="tenants"
      columns={[{ id: 'tenant', title: 'Tenant', text: (row: Tenant) => row.tenantName }, ...money<Tenant>()]}
      rows={rows.map((row, i) => ({ ...row, id: String(i) }))}
      rowId={(row) => row.id}
      empty={<EmptyState title="No difference" advice="Every call costs what it was billed at." />}
    />
  )
}

export function DifferenceByDay({ rows }: { rows: ReratingDetail['byDay'] }) {
  const columns: LocalColumn<Day>[] = [
    { id: 'day', title: 'Day', text: (row) => row.day },
    { id: 'tenant', title: 'Tenant', text: (row) => row.tenantName },
    { id: 'backend', title: 'Backend', text: (row) => row.backendName ?? 'none' },
    ...money<Day>(),
  ]
  return (
    <LocalTable
      label="Difference by day"
      prefix="days"
      searchLabel="days"
      columns={columns}
      rows={rows.map((row, i) => ({ ...row, id: String(i) }))}
      rowId={(row) => row.id}
      empty={<EmptyState title="No difference" advice="Every call costs what it was billed at." />}
    />
  )
}

function money<Row extends Tenant | Day>(): LocalColumn<Row>[] {
  const amount = (id: 'billed' | 'now' | 'difference', title: string): LocalColumn<Row> => ({
    id,
    title,
    text: (row) => row[id],
    cell: (row) => <Money amount={row[id]} currency={row.currency} isExact />,
    value: (row) => parseNano(row[id]) ?? 0n,
    isNumeric: true,
  })
  return [
    { id: 'calls', title: 'Calls', text: (row) => describeCount(row.calls), value: (row) => row.calls, isNumeric: true },
    {
      id: 'priced',
      title: 'Had no price',
      text: (row) => describeCount(row.pricedCalls),
      value: (row) => row.pricedCalls,
      isNumeric: true,
      isHiddenAtFirst: true,
    },
    amount('billed', 'Billed'),
    amount('now', 'Would be'),
    amount('difference', 'Difference'),
    { id: 'currency', title: 'Currency', text: (row) => row.currency, isHiddenAtFirst: true },
  ]
}
