import Link from 'next/link'
import { describeAmount } from '@/components/limits/words'
import { describeCount } from '@/components/ui/number-text'
import { Time } from '@/components/ui/time'
import type { LimitEvent } from '@/lib/contracts/limit'

/** Which quotas and budgets have come near their end lately, newest first. */
export function ThresholdList({ events }: { events: LimitEvent[] }) {
  return (
    <ul className="divide-y divide-line border-y border-line">
      {events.map((event) => (
        <li
          key={`${event.limitId} ${event.countKey} ${event.periodStart} ${event.threshold}`}
          className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5 py-2"
        >
          <span className="w-14 shrink-0 font-medium tabular-nums">{event.threshold}%</span>
          <span className="min-w-0 flex-1 basis-60">
            <Link
              className="underline decoration-line underline-offset-4"
              href={`/admin/limits?search=${encodeURIComponent(event.limitName)}`}
            >
              {event.limitName}
            </Link>{' '}
            <span className="break-words text-ink-muted">{event.countName ?? event.countKey}</span>
          </span>
          <span className="text-ink-muted">
            {describePart(event)} of {describeAmount(event.measure, event.amount, event.currency)}
          </span>
          <span className="text-ink-muted">
            <Time value={event.at} />
          </span>
        </li>
      ))}
    </ul>
  )
}

/** "16,048,758" of "20,000,000 tokens". */
function describePart({ measure, used, currency }: LimitEvent): string {
  return measure === 'cost' ? describeAmount(measure, used, currency) : describeCount(Number(used))
}
