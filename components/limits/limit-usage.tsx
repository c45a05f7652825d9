'use client'

import { FormDialog } from '@/components/form/form-dialog'
import { ResetLimit } from '@/components/limits/reset-limit'
import { reachedBy } from '@/components/limits/thresholds'
import { amountNumber, describeAmount, describeCountBy, describeRule, takenOf } from '@/components/limits/words'
import { EmptyState } from '@/components/ui/empty-state'
import { ErrorState } from '@/components/ui/error-state'
import { Meter } from '@/components/ui/meter'
import { countOf, describeShare } from '@/components/ui/number-text'
import { Skeleton } from '@/components/ui/skeleton'
import { Time } from '@/components/ui/time'
import { useResource } from '@/lib/client/use-resource'
import type { NamedLimitUsage as Counter, Limit, LimitEvent } from '@/lib/contracts/limit'

type UsagePage = { counters: Counter[]; counterCount: number }
type EventPage = { items: LimitEvent[] }

const REFETCH_MS = 3_000

/** What is used of a limit now, by everybody it is counted for. */
export function LimitUsage({ limit, canReset }: { limit: Limit; canReset?: boolean }) {
  return (
    <FormDialog
      size="small"
      look="quiet"
      trigger="Usage"
      triggerLabel={`Usage of limit ${limit.name}`}
      title={`Usage of ${limit.name}`}
      sentence={`${describeRule({ ...limit, amount: limit.effectiveAmount })} for ${describeCountBy(limit.countBy)}, ${limit.scopeLabel}.`}
    >
      {() => <Counters limit={limit} canReset={canReset} />}
    </FormDialog>
  )
}

function Counters({ limit, canReset }: { limit: Limit; canReset?: boolean | undefined }) {
  const usage = useResource<UsagePage>(`limits/${limit.id}/usage`, undefined, undefined, { refetchMs: REFETCH_MS })
  const events = useResource<EventPage>('limit-events', undefined, { limitId: limit.id, limit: 200 }, { refetchMs: REFETCH_MS })
  if (usage.error && !usage.data) return <ErrorState error={usage.error} onRetry={() => usage.refetch()} />
  if (!usage.data) return <Skeleton className="h-24 w-full" />
  const { counters, counterCount } = usage.data
  if (counters.length === 0)
    return <EmptyState title="Nothing is used" advice="Nobody has made a call that counts here in the running window." />
  const all = amountNumber(limit.effectiveAmount)
  const sorted = counters.toSorted((a, b) => takenOf(limit, b) - takenOf(limit, a))
  return (
    <>
      <ul className="space-y-4">
        {sorted.map((counter) => (
          <li key={counter.countKey}>
            <div className="mb-1 flex flex-wrap items-baseline justify-between gap-x-3 text-sm">
              <span className="font-medium break-all">{nameOf(counter)}</span>
              <span className="flex items-baseline gap-2 text-ink-muted">
                {describeShare(takenOf(limit, counter), all)} used
                {canReset && limit.measure !== 'concurrency' ? (
                  <ResetLimit limit={limit} countKey={counter.countKey} counterName={nameOf(counter)} />
                ) : null}
              </span>
            </div>
            <Meter label={`Used by ${nameOf(counter)}`} used={takenOf(limit, counter)} all={all} />
            <p className="mt-1 text-sm text-ink-muted">
              {describeAmount(limit.measure, counter.used, limit.currency)} used
              {amountNumber(counter.held) > 0
                ? `, ${describeAmount(limit.measure, counter.held, limit.currency)} held by running calls`
                : ''}
              {counter.resetsAt ? (
                <>
                  , begins again <Time value={counter.resetsAt} />
                </>
              ) : null}
            </p>
            <Reached events={reachedBy(counter, events.data?.items ?? [])} />
          </li>
        ))}
      </ul>
      {counterCount > counters.length ? (
        <p className="mt-4 text-sm text-ink-muted">The fullest of {countOf(counterCount, 'counter')}.</p>
      ) : null}
      {canReset && limit.measure !== 'concurrency' && counterCount > 1 ? (
        <div className="mt-4 border-t border-line pt-3">
          <ResetLimit limit={limit} />
        </div>
      ) : null}
    </>
  )
}

function nameOf({ countKey, countName }: Counter): string {
  return countName ?? (countKey || 'All together')
}

/** The thresholds a counter has reached in the running period. */
function Reached({ events }: { events: LimitEvent[] }) {
  if (events.length === 0) return null
  return (
    <p className="mt-0.5 text-sm text-ink-muted">
      {events.map((event, i) => (
        <span key={event.threshold}>
          {i === 0 ? 'Reached ' : ', '}
          {event.threshold}% <Time value={event.at} />
        </span>
      ))}
    </p>
  )
}
