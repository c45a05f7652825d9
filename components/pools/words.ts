import { countOf } from '@/components/ui/number-text'
import type { Pool } from '@/lib/contracts/pool'
import type { LiveMemberView, SimulatedMode } from '@/lib/contracts/pool-live'

export const strategyChoices = [
  { value: 'weighted', label: 'weighted: by weight' },
  { value: 'least-latency', label: 'least latency: the fastest lately' },
  { value: 'least-busy', label: 'least busy: fewest calls now' },
]

export const lastResortChoices = [
  { value: 'refuse', label: '503, and when to come back' },
  { value: 'primary', label: 'try the first backend anyway' },
  { value: 'answer', label: 'a canned answer' },
  { value: 'model', label: 'another model' },
]

/** PT1H30M as "1 h 30 min". */
function describeDuration(duration: string): string {
  const [, hours, minutes, seconds] = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?$/.exec(duration) ?? []
  return [hours && `${hours} h`, minutes && `${minutes} min`, seconds && `${seconds} s`].filter(Boolean).join(' ') || duration
}

/** "3 failures in 1 min, out for 10 s". */
export function describeBreaker({ breaker }: Pool): string {
  if (!breaker) return '3 failures in 10 s, out for 10 s'
  const { count, percentage, interval } = breaker.failureCondition
  return `${count !== undefined ? countOf(count, 'failure') : `${percentage ?? 0}% failures`} in ${describeDuration(interval)}, out for ${describeDuration(breaker.tripDuration)}`
}

export function describeLastResort({ lastResort }: Pool): string {
  if (lastResort.kind === 'answer') return `a canned answer: “${lastResort.text}”`
  if (lastResort.kind === 'model') return `the model ${lastResort.model} answers`
  return lastResortChoices.find(({ value }) => value === lastResort.kind)?.label ?? lastResort.kind
}

export function describeAffinity({ affinity }: Pool): string {
  return affinity ? `stay together, by the ${affinity.by} ${affinity.name}` : 'go to any backend'
}

export function describeProbe({ probe }: Pool): string {
  return probe
    ? `every ${describeDuration(probe.interval)}, ${probe.path ?? 'its list of models'}, within ${describeDuration(probe.timeout)}`
    : 'none: calls tell'
}

export function describeDeadlines({ deadlines }: Pool): string {
  const parts = [
    ['first byte', deadlines?.firstByte],
    ['silence', deadlines?.idle ?? 'PT1M'],
    ['attempt', deadlines?.attempt ?? 'PT5M'],
    ['call', deadlines?.call ?? 'PT10M'],
  ]
  return parts.map(([name, value]) => `${name} ${value ? describeDuration(value) : '1 min for streams'}`).join(', ')
}

export function describeRetries({ retries }: Pool): string {
  const { attempts, budgetPercent, backoff } = retries ?? { attempts: 4, budgetPercent: 20, backoff: 'PT0.1S' }
  return `${countOf(attempts, 'backend')} a call, failing retries up to ${budgetPercent}% of calls, waiting from ${describeDuration(backoff)}`
}

/** What a member's breaker does, and why: "open: status 429". */
export function describeState({ state, reason, openReplicas }: LiveMemberView, replicas: number): string {
  const why = reason ? `: ${reason}` : ''
  const where = openReplicas > 0 && replicas > 1 ? ` at ${openReplicas} of ${countOf(replicas, 'gateway')}` : ''
  return state === 'closed' ? 'closed' : `${state}${why}${where}`
}

export function describePulse({ ok, message, latencyMs }: NonNullable<LiveMemberView['probe']>): string {
  return `last probe ${ok ? 'answered' : `failed (${message})`} in ${latencyMs} ms`
}

export const simulatedWords: Record<SimulatedMode, string> = {
  ok: 'answers',
  down: 'down',
  reset: 'resets connections',
  hang: 'never answers',
  slow: 'slow',
  'status-429': 'busy (429, 20 s)',
  'status-500': 'errors (500)',
  garbage: 'answers garbage',
  'die-mid-stream': 'dies in mid answer',
}
