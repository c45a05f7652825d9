'use client'

import { amountNumber, describeAmount, describeRule, takenOf } from '@/components/limits/words'
import { Meter } from '@/components/ui/meter'
import { Time } from '@/components/ui/time'
import type { MyUsage } from '@/lib/contracts/me'

type Row = MyUsage['subscriptions'][number]['limits'][number]

/** What is left of each limit, and when it begins again. */
export function LimitsLeft({ limits }: { limits: Row[] }) {
  if (limits.length === 0) return <p className="text-sm text-ink-muted">No limit applies.</p>
  return (
    <ul className="grid gap-x-8 gap-y-4 sm:grid-cols-2">
      {limits.map((row) => (
        <LimitLeft key={row.limit.id} row={row} />
      ))}
    </ul>
  )
}

function LimitLeft({ row: { limit, counters } }: { row: Row }) {
  const all = amountNumber(limit.effectiveAmount)
  // Of several counters (a header's values, say) the fullest is what the reader meets first.
  const fullest = counters.toSorted((a, b) => takenOf(limit, b) - takenOf(limit, a))[0]
  const used = fullest ? takenOf(limit, fullest) : 0
  const left = Math.max(0, all - used)
  const leftText = limit.measure === 'cost' ? left.toFixed(2) : left
  return (
    <li>
      <div className="mb-1 flex flex-wrap items-baseline justify-between gap-x-3 text-sm">
        <span className="min-w-0 font-medium">{limit.name}</span>
        <span className="text-ink-muted">{describeRule({ ...limit, amount: limit.effectiveAmount })}</span>
      </div>
      <Meter label={`Used of ${limit.name}`} used={used} all={all} />
      <p className="mt-1 text-sm text-ink-muted">
        {describeAmount(limit.measure, leftText, limit.currency)} left
        {fullest?.resetsAt ? (
          <>
            , begins again <Time value={fullest.resetsAt} style="ago" />
          </>
        ) : limit.measure !== 'concurrency' && limit.window.kind === 'quota' ? (
          `, begins again with the next ${limit.window.period}`
        ) : null}
      </p>
    </li>
  )
}
