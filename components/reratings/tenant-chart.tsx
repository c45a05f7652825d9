'use client'

import { CategoryChart } from '@/components/charts/category-chart'
import { describeMoney } from '@/components/ui/money-text'
import type { ReratingDetail } from '@/lib/contracts/rerating'

const MOST = 12

/** The differences as bars, the largest first, a chart for each currency. */
export function CategoryChartByTenant({ rows }: { rows: ReratingDetail['byTenant'] }) {
  const currencies = [...new Set(rows.map(({ currency }) => currency))]
  const size = (amount: string) => Math.abs(Number(amount))
  return (
    <div className="mb-6 space-y-8">
      {currencies.map((currency) => {
        const own = rows.filter((row) => row.currency === currency).sort((a, b) => size(b.difference) - size(a.difference))
        return (
          <CategoryChart
            key={currency}
            title={`Difference by tenant, ${currency}${own.length > MOST ? `, the ${MOST} largest` : ''}`}
            rowTitle="Tenant"
            measure="Difference"
            rows={own.slice(0, MOST).map((row) => ({ label: row.tenantName, values: { value: Number(row.difference) } }))}
            format={(value) => describeMoney(value.toFixed(9), currency)}
          />
        )
      })}
    </div>
  )
}
