import { z } from 'zod'
import { count, instant } from '@/lib/contracts/fields'

/** A process of Tollgate, as it last reported itself. */
export const replica = z
  .object({
    id: z.string(),
    host: z.string().nullable(),
    version: z.string().nullable(),
    /** False for a console that leaves calls to others. */
    servesCalls: z.boolean(),
    /** `missing`: unheard of for seconds, and it did not say goodbye. */
    state: z.enum(['ready', 'degraded', 'full', 'missing']),
    startedAt: instant,
    seenAt: instant,
    catalogVersion: count,
    /** How many changes it has not heard of yet. */
    catalogBehind: count,
    /** Attempts at backends that are under way, and the bytes of request bodies held for them. */
    inFlight: count,
    inFlightBytes: count,
    /** Pool members its breakers keep out at the moment. */
    openBreakers: count,
    spoolBytes: count,
    /** How long the oldest call that is not in Postgres yet has waited. */
    oldestUnflushedMs: count,
    flushFailingSince: instant.nullable(),
    records: count,
    /** Where it counts limits, and whether that answers; among how many gateways amounts are divided for now. */
    counters: z.object({ store: z.enum(['memory', 'redis']), isUp: z.boolean(), gateways: count }).nullable(),
  })
  .meta({ id: 'Replica' })

/** Scheduled work: one of the processes does it when it is due. */
const job = z.object({
  name: z.string(),
  isRunning: z.boolean(),
  dueAt: instant,
  endedAt: instant.nullable(),
  /** How it went last; null before the first time. */
  ok: z.boolean().nullable(),
  message: z.string().nullable(),
})

export const fleet = z
  .object({
    at: instant,
    catalogVersion: count,
    missing: count,
    replicas: z.array(replica),
    jobs: z.array(job),
    /** What keeps closed months as they are: the rights of the database role that asks, or, where it owns the tables, triggers alone. */
    closedMonthsHeldBy: z.enum(['rights', 'triggers']),
  })
  .meta({ id: 'Fleet' })

export const processCount = z.object({ all: count, missing: count })

export type Replica = z.output<typeof replica>
export type FleetJob = z.output<typeof job>
export type Fleet = z.output<typeof fleet>
export type ProcessCount = z.output<typeof processCount>
