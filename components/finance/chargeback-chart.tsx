'use client'

import { CategoryChart } from '@/components/charts/category-chart'
import { byWords } from '@/components/finance/months'
import { describeMoney } from '@/components/ui/money-text'
import type { ChargebackBy, ChargebackRow } from '@/lib/contracts/chargeback'

const MOST = 12

/** Cost as bars, the largest first, a chart for each currency: sums of different currencies are never drawn on one axis. */
export function ChargebackChart({ rows, by }: { rows: ChargebackRow[]; by: ChargebackBy }) {
  const currencies = [...new Set(rows.map((row) => row.currency))]
  return (
    <div className="space-y-8">
      {currencies.map((currency) => {
        const own = rows.filter((row) => row.currency === currency)
        const money = (value: number) => describeMoney(value.toFixed(9), currency)
        return (
          <CategoryChart
            key={currency}
            title={`Cost by ${byWords[by].one}, ${currency}${own.length > MOST ? `, the ${MOST} largest` : ''}`}
            rowTitle={byWords[by].title}
            measure="Cost"
            rows={own.slice(0, MOST).map((row) => ({ label: row.label, values: { value: Number(row.cost) } }))}
            format={money}
          />
        )
      })}
    </div>
  )
}
