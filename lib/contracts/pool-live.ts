import { z } from 'zod'
import { simulatedModes } from '@/lib/contracts/enumerations'
import { count, idOf, instant } from '@/lib/contracts/fields'

export const breakerStates = ['closed', 'open', 'half-open'] as const

/** How a pool stands this moment, over all gateways. Counts are of the last minute. */
export const poolLive = z
  .object({
    at: instant,
    /** Gateways that have reported within the last seconds. */
    replicas: count,
    attempts: count,
    failures: count,
    members: z.array(
      z.object({
        backendId: idOf('backend'),
        /** The worst of all gateways: open before half-open before closed. */
        state: z.enum(breakerStates),
        /** Gateways whose breaker is not closed. */
        openReplicas: count,
        reason: z.string().nullable(),
        openUntil: instant.nullable(),
        inFlight: count,
        /** Lately; null before the first answer. */
        latencyMs: z.number().nullable(),
        attempts: count,
        failures: count,
        /** Of the pool's attempts, in per cent. */
        sharePercent: z.number(),
        probe: z.object({ at: instant, ok: z.boolean(), latencyMs: count, message: z.string() }).nullable(),
        /** How the simulated provider behind it behaves; null where it is a real one. */
        simulated: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'PoolLive' })

const share = z.object({ backendId: idOf('backend'), percent: z.number() })

/** Who would take the next calls, and who if some members were gone. */
export const poolTraffic = z
  .object({
    now: z.array(share),
    without: z.array(share),
    /** What a call gets where nobody is left, in a sentence; null while somebody is. */
    nobody: z.string().nullable(),
  })
  .meta({ id: 'PoolTraffic' })

/** Backends that would be gone, with commas between them. */
export const poolTrafficQuery = z.strictObject({
  without: z
    .string()
    .max(4_000)
    .regex(/^(bck_[0-9a-f]{32}(,bck_[0-9a-f]{32})*)?$/, 'must be ids of backends with commas between them')
    .default(''),
})

export const simulate = z.strictObject({ mode: z.enum(simulatedModes) }).meta({ id: 'Simulate' })
export const simulated = z.object({ mode: z.enum(simulatedModes) }).meta({ id: 'Simulated' })
export const started = z.object({ started: z.literal(true) }).meta({ id: 'Started' })

export type PoolTraffic = z.output<typeof poolTraffic>
export type PoolLive = z.output<typeof poolLive>
export type LiveMemberView = PoolLive['members'][number]
export type SimulatedMode = (typeof simulatedModes)[number]
