import { describeCosts } from '@/components/reports/cost-text'
import { Figures } from '@/components/ui/figures'
import { describeCount, describeShare, describeShortly } from '@/components/ui/number-text'
import type { Overview } from '@/lib/contracts/report'

/** The figures of a span, each with how it stood in the span before. */
export function OverviewFigures({ overview }: { overview: Overview }) {
  const { total, before, latency } = overview
  return (
    <Figures
      figures={[
        { label: 'Calls', value: describeShortly(total.calls), note: against(total.calls, before.calls) },
        {
          label: 'Tokens',
          value: describeShortly(total.totalTokens),
          note: against(total.totalTokens, before.totalTokens),
        },
        {
          label: 'Cost',
          value: describeCosts(total.costs),
          note:
            total.unpricedCalls > 0
              ? `${describeCount(total.unpricedCalls)} calls without a price`
              : before.costs.length > 0
                ? `before: ${describeCosts(before.costs)}`
                : 'every call priced',
        },
        {
          label: 'Refused',
          value: describeShare(total.refused, total.calls),
          note: `before: ${describeShare(before.refused, before.calls)}`,
        },
        {
          label: 'Failed',
          value: describeShare(total.failed, total.calls),
          note: `before: ${describeShare(before.failed, before.calls)}`,
        },
        {
          label: 'Time, p50 and p99',
          value: latency.p50Ms === null ? 'none' : `${describeCount(latency.p50Ms)} ms`,
          note:
            latency.p99Ms === null
              ? 'of answered calls'
              : `p99 ${describeCount(latency.p99Ms)} ms${latency.addedP50Ms === null ? '' : `; added here ${milliseconds(latency.addedP50Ms)}, p99 ${milliseconds(latency.addedP99Ms ?? 0)}`}`,
        },
      ]}
    />
  )
}

function milliseconds(ms: number): string {
  return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`
}

/** "12% more than before". */
function against(now: number, before: number): string {
  if (before === 0) return now === 0 ? 'none before either' : 'none before'
  const change = Math.round((100 * (now - before)) / before)
  if (change === 0) return 'as many as before'
  return `${describeCount(Math.abs(change))}% ${change > 0 ? 'more' : 'less'} than before`
}
