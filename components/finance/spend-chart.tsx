'use client'

import { BarChart } from '@/components/charts/bar-chart'
import { DownloadLink } from '@/components/ui/download-link'
import { describeMoney } from '@/components/ui/money-text'
import { type DayRange, dayLabel, daysOf, monthsOf } from '@/lib/base/day-range'
import type { Spend } from '@/lib/contracts/chargeback'

type Props = { spend: Spend; range: DayRange; title: string; csvHref: string }

/** Spend over time, stacked, a chart for each currency: sums of different currencies are never drawn on one axis. */
export function SpendChart({ spend, range, title, csvHref }: Props) {
  const currencies = [...new Set(spend.series.map((one) => one.currency))]
  const buckets = spend.bucket === 'day' ? daysOf(range) : monthsOf(range)
  return (
    <div className="space-y-8">
      {currencies.map((currency) => {
        const money = (value: number) => describeMoney(value.toFixed(9), currency)
        const points = spend.points.filter((point) => point.currency === currency)
        const valuesAt = valuesByBucket(points)
        return (
          <BarChart
            key={currency}
            title={`${title}, ${currency}`}
            rowTitle={spend.bucket === 'day' ? 'Day' : 'Month'}
            series={spend.series.filter((one) => one.currency === currency).map(({ key, label }) => ({ key: keyOf(key), label }))}
            rows={buckets.map((at) => ({ label: labelOf(at), values: valuesAt.get(at) ?? {} }))}
            format={money}
          />
        )
      })}
      <DownloadLink href={csvHref} note="a line for each of these, exact.">
        Download this chart’s figures as CSV
      </DownloadLink>
    </div>
  )
}

function valuesByBucket(points: Spend['points']): Map<string, Record<string, number>> {
  const values = new Map<string, Record<string, number>>()
  for (const { at, key, cost } of points) values.set(at, { ...values.get(at), [keyOf(key)]: Number(cost) })
  return values
}

/** The library that draws reads a dot in a key as a path. */
function keyOf(key: string): string {
  return `k${key.replaceAll(/[^A-Za-z0-9_-]/g, (character) => `_${character.codePointAt(0)?.toString(16)}_`)}`
}

const monthFormat = new Intl.DateTimeFormat('en-GB', { month: 'short', year: 'numeric', timeZone: 'UTC' })

function labelOf(at: string): string {
  return at.length === 10 ? dayLabel(Date.parse(`${at}T00:00:00Z`)) : monthFormat.format(new Date(`${at}-01T00:00:00Z`))
}
