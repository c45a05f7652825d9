'use client'

import { FormDialog } from '@/components/form/form-dialog'
import { amountNumber, describeAmount, describeCountBy, describeRule, takenOf } from '@/components/limits/words'
import { EmptyState } from '@/components/ui/empty-state'
import { ErrorState } from '@/components/ui/error-state'
import { Meter } from '@/components/ui/meter'
import { countOf, describeShare } from '@/components/ui/number-text'
import { Skeleton } from '@/components/ui/skeleton'
import { Time } from '@/components/ui/time'
import { useChoices } from '@/lib/client/use-choices'
import { useResource } from '@/lib/client/use-resource'
import type { LimitUsage as Counter, Limit } from '@/lib/contracts/limit'

type UsagePage = { counters: Counter[]; counterCount: number }

const REFETCH_MS = 3_000

/** What is used of a limit now, by everybody it is counted for. */
export function LimitUsage({ limit }: { limit: Limit }) {
  return (
    <FormDialog
      size="small"
      look="quiet"
      trigger="Usage"
      triggerLabel={`Usage of limit ${limit.name}`}
      title={`Usage of ${limit.name}`}
      sentence={`${describeRule({ ...limit, amount: limit.effectiveAmount })} for ${describeCountBy(limit.countBy)}, ${limit.scopeLabel}.`}
    >
      {() => <Counters limit={limit} />}
    </FormDialog>
  )
}

function Counters({ limit }: { limit: Limit }) {
  const usage = useResource<UsagePage>(`limits/${limit.id}/usage`, undefined, undefined, { refetchMs: REFETCH_MS })
  const names = useNames(limit)
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
              <span className="font-medium break-all">{names.get(counter.countKey) ?? (counter.countKey || 'All together')}</span>
              <span className="text-ink-muted">{describeShare(takenOf(limit, counter), all)} used</span>
            </div>
            <Meter
              label={`Used by ${names.get(counter.countKey) ?? counter.countKey}`}
              used={takenOf(limit, counter)}
              all={all}
            />
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
          </li>
        ))}
      </ul>
      {counterCount > counters.length ? (
        <p className="mt-4 text-sm text-ink-muted">The fullest of {countOf(counterCount, 'counter')}.</p>
      ) : null}
    </>
  )
}

/** Names of what a limit is counted by, where the reader may see them. */
function useNames({ countBy }: Limit): ReadonlyMap<string, string> {
  const noun = typeof countBy === 'string' ? nouns[countBy] : undefined
  const choices = useChoices(noun ?? 'tenants', {}, noun !== undefined)
  return new Map(choices.map((choice) => [choice.value, choice.label]))
}

const nouns: Record<string, string> = { tenant: 'tenants', product: 'products', subscription: 'subscriptions' }
