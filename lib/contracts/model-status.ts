/** How models stand, as their callers may know it: by region, never by backend. */
import { z } from 'zod'
import { idOf, instant } from '@/lib/contracts/fields'

export const modelStates = ['up', 'degraded', 'down', 'unknown'] as const

const hourHealth = z.object({
  hour: instant,
  /** Of the calls that reached a provider, in per cent; null where there were none. */
  failedPercent: z.number().nullable(),
})

export const modelStatus = z
  .object({
    at: instant,
    models: z.array(
      z.object({
        model: z.string(),
        /** up: all regions answer · degraded: some do not, or many calls fail · down: none answers · unknown: no gateway has told */
        state: z.enum(modelStates),
        regions: z.array(z.object({ region: z.string(), isUp: z.boolean() })),
        /** Until the first byte, lately; null before the first call. */
        latencyMs: z.number().nullable(),
        hours: z.array(hourHealth),
      }),
    ),
    /** Products of the reader's that end, or are deprecated without a date. */
    retirements: z.array(
      z.object({ productId: idOf('product'), productName: z.string(), retiresAt: instant.nullable(), note: z.string() }),
    ),
  })
  .meta({ id: 'ModelStatus' })

export type ModelStatus = z.output<typeof modelStatus>
export type ModelState = (typeof modelStates)[number]
