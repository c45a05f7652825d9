'use client'

import { clsx } from 'clsx'
import { useState } from 'react'
import { BarChart } from '@/components/charts/bar-chart'
import type { Series } from '@/components/charts/chart-frame'
import { type Measure, usageRows, valuesOf } from '@/components/reports/usage-rows'
import { describeMoney } from '@/components/ui/money-text'
import { describeCount, describeShortly } from '@/components/ui/number-text'
import type { Usage } from '@/lib/contracts/report'

type UsageOfChart = Pick<Usage, 'from' | 'to' | 'bucket' | 'points' | 'total'>

const titles: Record<Measure, string> = { calls: 'Calls', tokens: 'Tokens', cost: 'Cost' }

/** Calls, tokens or cost over time, one at a time. */
export function UsageChart({ usage, marks, callsAt }: { usage: UsageOfChart; marks?: readonly string[]; callsAt?: string }) {
  const [measure, setMeasure] = useState<Measure>('calls')
  const currencies = usage.total.costs.map((one) => one.currency)
  const currency = currencies[0] ?? 'USD'
  const money = (value: number) => describeMoney(value.toFixed(9), currency)
  return (
    <div>
      <fieldset aria-label="What the chart shows" className="mb-3 inline-flex rounded-md border border-line p-0.5">
        {(Object.keys(titles) as Measure[]).map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={measure === one}
            onClick={() => setMeasure(one)}
            className={clsx(
              'rounded px-2.5 py-1 text-sm',
              measure === one ? 'bg-hover font-medium' : 'text-ink-muted hover:text-ink',
            )}
          >
            {titles[one]}
          </button>
        ))}
      </fieldset>
      <BarChart
        title={`${titles[measure]} by ${usage.bucket}${measure === 'cost' ? `, ${currency}` : ''}`}
        rowTitle={usage.bucket === 'day' ? 'Day' : 'Hour (UTC)'}
        series={seriesOf[measure]}
        rows={usageRows(
          usage,
          valuesOf(measure, currency),
          callsAt ? (from, to) => `${callsAt}?${new URLSearchParams({ from, to })}` : undefined,
        )}
        format={measure === 'cost' ? money : describeCount}
        formatAxis={measure === 'cost' ? money : describeShortly}
        marks={marks}
      />
    </div>
  )
}

const seriesOf: Record<Measure, Series[]> = {
  calls: [
    { key: 'answered', label: 'Answered' },
    { key: 'refused', label: 'Refused', colour: 'var(--bar-warn)' },
    { key: 'failed', label: 'Failed', colour: 'var(--danger)' },
  ],
  tokens: [
    { key: 'inputTokens', label: 'Input' },
    { key: 'outputTokens', label: 'Output' },
  ],
  cost: [{ key: 'cost', label: 'Cost' }],
}
