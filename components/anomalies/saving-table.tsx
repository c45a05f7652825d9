'use client'

import { CategoryChart } from '@/components/charts/category-chart'
import { type LocalColumn, LocalTable } from '@/components/data-table/local-table'
import { DownloadLink } from '@/components/ui/download-link'
import { EmptyState } from '@/components/ui/empty-state'
import { Money } from '@/components/ui/money'
import { describeMoney } from '@/components/ui/money-text'
import { describeCount } from '@/components/ui/number-text'
import { parseNano } from '@/lib/base/money'
import { queryString } from '@/lib/client/api-client'
import type { Savings } from '@/lib/contracts/anomaly'

type Row = Savings['items'][number]

const MOST = 12

/** What caching saved each tenant. */
export function SavingTable({ savings, days }: { savings: Savings; days: number }) {
  const { items, totals } = savings
  return (
    <>
      {totals.map(({ currency }) => (
        <div key={currency} className="mb-6">
          <CategoryChart
            title={`Saved by tenant, ${currency}`}
            rowTitle="Tenant"
            measure="Saved"
            rows={items
              .filter((row) => row.currency === currency)
              .slice(0, MOST)
              .map((row) => ({ label: row.tenantName, values: { value: Number(row.saved) } }))}
            format={(value) => describeMoney(value.toFixed(9), currency)}
          />
        </div>
      ))}
      <LocalTable
        label="Saved by caching"
        columns={columns}
        rows={items}
        rowId={(row) => `${row.tenantId} ${row.currency}`}
        prefix="savings-"
        searchLabel="tenants"
        empty={
          <EmptyState
            title="Nothing was saved yet"
            advice="Let a product keep its answers, or send the same long beginning of a prompt again: providers charge less for it."
          />
        }
      />
      {items.length > 0 ? (
        <DownloadLink
          href={`/api/v1/reports/savings${queryString({ days, format: 'csv' })}`}
          note="exact, the same file the API gives."
        >
          Download what was saved as CSV
        </DownloadLink>
      ) : null}
    </>
  )
}

const money = (id: 'cost' | 'answers' | 'prompts' | 'saved', title: string): LocalColumn<Row> => ({
  id,
  title,
  text: (row) => row[id],
  cell: (row) => <Money amount={row[id]} currency={row.currency} />,
  value: (row) => parseNano(row[id]) ?? 0n,
  isNumeric: true,
})

const columns: LocalColumn<Row>[] = [
  { id: 'tenant', title: 'Tenant', text: (row) => row.tenantName },
  money('saved', 'Saved'),
  money('answers', 'By kept answers'),
  money('prompts', 'By cached prompts'),
  {
    id: 'hits',
    title: 'Answers from the cache',
    text: (row) => describeCount(row.hits),
    value: (row) => row.hits,
    isNumeric: true,
  },
  money('cost', 'Spent'),
  { id: 'currency', title: 'Currency', text: (row) => row.currency, isHiddenAtFirst: true },
]
