/** Reads how a pool routes, as it is stored: what is left out takes its default. Durations are ISO 8601. */
import { durationMs } from '@/lib/policy/pools/durations'
import {
  type Affinity,
  type Deadlines,
  defaultDeadlines,
  defaultRetries,
  defaultRouting,
  type LastResort,
  type ProbeRule,
  type RetryRule,
  type Routing,
} from '@/lib/policy/pools/pool'

export type StoredRouting = {
  affinity?: Affinity | null
  prefersUserRegion?: boolean
  lastResort?: LastResort
  probe?: { interval?: string; timeout?: string; path?: string | null } | null
  deadlines?: { attempt?: string | null; firstByte?: string | null; idle?: string | null; call?: string | null } | null
  retries?: { attempts?: number; budgetPercent?: number; backoff?: string } | null
}

export function readRouting(stored: unknown): Routing {
  if (typeof stored !== 'object' || stored === null) return defaultRouting
  const { affinity, prefersUserRegion, lastResort, probe, deadlines, retries } = stored as StoredRouting
  return {
    affinity: affinity ? { by: affinity.by, name: affinity.name.toLowerCase() } : null,
    prefersUserRegion: prefersUserRegion ?? true,
    lastResort: lastResort ?? defaultRouting.lastResort,
    probe: probe ? probeOf(probe) : null,
    deadlines: deadlines ? deadlinesOf(deadlines) : defaultDeadlines,
    retries: retries ? retriesOf(retries) : defaultRetries,
  }
}

function probeOf(stored: NonNullable<StoredRouting['probe']>): ProbeRule {
  return {
    intervalMs: Math.max(1_000, durationMs(stored.interval) ?? 10_000),
    timeoutMs: durationMs(stored.timeout) ?? 5_000,
    path: stored.path ?? null,
  }
}

/** No deadline of a part is later than the whole's. */
function deadlinesOf(stored: NonNullable<StoredRouting['deadlines']>): Deadlines {
  const callMs = durationMs(stored.call) ?? defaultDeadlines.callMs
  return {
    attemptMs: Math.min(durationMs(stored.attempt) ?? defaultDeadlines.attemptMs, callMs),
    firstByteMs: durationMs(stored.firstByte),
    idleMs: Math.min(durationMs(stored.idle) ?? defaultDeadlines.idleMs, callMs),
    callMs,
  }
}

function retriesOf(stored: NonNullable<StoredRouting['retries']>): RetryRule {
  return {
    maxAttempts: stored.attempts ?? defaultRetries.maxAttempts,
    budgetPercent: stored.budgetPercent ?? defaultRetries.budgetPercent,
    backoffMs: durationMs(stored.backoff) ?? defaultRetries.backoffMs,
  }
}
