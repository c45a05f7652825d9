'use client'

import { BarChart } from '@/components/charts/bar-chart'
import { rowLabel } from '@/components/reports/usage-rows'
import { describeCount } from '@/components/ui/number-text'
import type { Latency } from '@/lib/contracts/report'

/** The middle and the slowest of the calls over time. */
export function LatencyChart({
  points,
  bucket,
  marks,
}: {
  points: Latency['points']
  bucket: 'hour' | 'day'
  marks: readonly string[]
}) {
  const write = (ms: number) => `${describeCount(Math.round(ms))} ms`
  return (
    <BarChart
      title={`Time of answered calls by ${bucket}`}
      rowTitle={bucket === 'day' ? 'Day' : 'Hour (UTC)'}
      series={[
        { key: 'p50', label: 'Half took less (p50)' },
        { key: 'p99', label: '99 of 100 took less (p99)' },
      ]}
      rows={points.map(({ at, p50Ms, p99Ms }) => ({ label: rowLabel(at, bucket), values: { p50: p50Ms, p99: p99Ms } }))}
      format={write}
      formatAxis={writeShortly}
      marks={marks.filter((mark) => points.some(({ at }) => rowLabel(at, bucket) === mark))}
      isGrouped
    />
  )
}

function writeShortly(ms: number): string {
  return ms >= 1_000 ? `${ms / 1_000} s` : `${ms} ms`
}
