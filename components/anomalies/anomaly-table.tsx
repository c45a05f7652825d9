'use client'

import Link from 'next/link'
import { type LocalColumn, LocalTable } from '@/components/data-table/local-table'
import { describeChange } from '@/components/finance/chargeback-view'
import { DownloadLink } from '@/components/ui/download-link'
import { EmptyState } from '@/components/ui/empty-state'
import { Money } from '@/components/ui/money'
import { describeShare } from '@/components/ui/number-text'
import { rangeTitle } from '@/lib/base/day-range'
import { parseNano } from '@/lib/base/money'
import { queryString } from '@/lib/client/api-client'
import type { Anomalies } from '@/lib/contracts/anomaly'

type Row = Anomalies['items'][number]

/** Each odd day, what such a day usually costs, and what drove it; behind the day its calls. */
export function AnomalyTable({ anomalies, days }: { anomalies: Anomalies; days: number }) {
  return (
    <>
      <LocalTable
        label="Spend unlike its tenant"
        columns={columns}
        rows={anomalies.items}
        rowId={(row) => `${row.tenantId} ${row.day} ${row.currency}`}
        searchLabel="tenants"
        empty={
          <EmptyState
            title="Everybody spent like themselves"
            advice="A day shows up here when it differs from the same weekdays before by far more than those differ."
          />
        }
      />
      {anomalies.count > 0 ? (
        <DownloadLink
          href={`/api/v1/reports/anomalies${queryString({ days, format: 'csv' })}`}
          note="exact, with what drove each."
        >
          Download these days as CSV
        </DownloadLink>
      ) : null}
    </>
  )
}

const nanoOf = (row: Row, name: 'spent' | 'usual' | 'change') => parseNano(row[name]) ?? 0n

const columns: LocalColumn<Row>[] = [
  { id: 'tenant', title: 'Tenant', text: (row) => row.tenantName },
  {
    id: 'day',
    title: 'Day',
    text: (row) => row.day,
    cell: (row) => (
      <Link
        className="whitespace-nowrap underline decoration-line underline-offset-4"
        href={`/finance/calls${queryString({ tenantId: row.tenantId, firstDay: row.day, lastDay: row.day })}`}
      >
        {rangeTitle({ first: row.day, last: row.day })}
      </Link>
    ),
  },
  {
    id: 'spent',
    title: 'Spent',
    text: (row) => row.spent,
    cell: (row) => <Money amount={row.spent} currency={row.currency} />,
    value: (row) => nanoOf(row, 'spent'),
    isNumeric: true,
  },
  {
    id: 'usual',
    title: 'Usually',
    text: (row) => row.usual,
    cell: (row) => <Money amount={row.usual} currency={row.currency} />,
    value: (row) => nanoOf(row, 'usual'),
    isNumeric: true,
  },
  {
    id: 'change',
    title: 'Change',
    text: (row) => describeChange(nanoOf(row, 'spent'), nanoOf(row, 'usual')),
    value: (row) => nanoOf(row, 'change'),
    isNumeric: true,
  },
  {
    id: 'drivers',
    title: 'What drove it',
    text: (row) => row.drivers.map(({ label, share }) => `${label} (${describeShare(share, 1)})`).join(', '),
  },
  {
    id: 'oddness',
    title: 'How odd',
    text: (row) => `${row.oddness}×`,
    value: (row) => row.oddness,
    isNumeric: true,
    isHiddenAtFirst: true,
  },
]
