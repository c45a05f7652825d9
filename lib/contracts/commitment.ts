/** Provisioned throughput: a fixed cost per hour over a term, shared by many tenants. */
import { z } from 'zod'
import { idleRules } from '@/lib/contracts/enumerations'
import { count, currency, day, idOf, instant, modelName, money, moneyIn, nameText } from '@/lib/contracts/fields'
import { listQuery, pageOf } from '@/lib/contracts/paging'

export const commitment = z
  .object({
    id: idOf('commitment'),
    name: z.string(),
    backendId: idOf('backend'),
    backendName: z.string(),
    /** Null: all models there. */
    model: z.string().nullable(),
    currency: z.string(),
    units: count,
    /** Of all units, for an hour. */
    hourlyCost: money,
    /** Weighted tokens all units can serve in a minute. */
    perMinute: count,
    /** So many input tokens an output token weighs. */
    outputWeight: count,
    from: instant,
    until: instant,
    state: z.enum(['running', 'to-come', 'over']),
    /** Pays what is allocated to nobody else. */
    ownerId: idOf('tenant'),
    ownerName: z.string(),
    idleRule: z.enum(idleRules),
    reservations: z.array(z.object({ tenantId: idOf('tenant'), tenantName: z.string(), units: count })),
    /** Hours before this are on statements, or ready for them. */
    allocatedThrough: instant.nullable(),
    createdAt: instant,
  })
  .meta({ id: 'Commitment' })

export const commitmentCreate = z
  .strictObject({
    name: nameText,
    backendId: idOf('backend'),
    model: modelName.nullish(),
    currency,
    units: z.int('must be a number').min(1).max(1_000_000),
    hourlyCost: moneyIn,
    perMinute: z.int('must be a number').min(1).max(1e12),
    outputWeight: z.int('must be a number').min(1).max(1_000).default(1),
    /** Rounded down to a whole hour of UTC. */
    from: instant,
    until: instant,
    ownerId: idOf('tenant'),
    idleRule: z.enum(idleRules).default('central'),
    reservations: z
      .array(z.strictObject({ tenantId: idOf('tenant'), units: z.int('must be a number').min(1) }))
      .max(1_000)
      .default([]),
  })
  .meta({ id: 'CommitmentCreate' })

export const commitmentList = listQuery.extend({
  state: z.enum(['running', 'to-come', 'over']).optional(),
  backendId: idOf('backend').optional(),
})
export const commitmentPage = pageOf(commitment, 'CommitmentPage')

/** How much of it was used, day by day of UTC. */
export const commitmentUseQuery = z.strictObject({
  /** The last 30 days where left out. */
  from: day.optional(),
  to: day.optional(),
})

const useFigures = {
  hours: count,
  cost: money,
  usedCost: money,
  idleCost: money,
  /** Of what was paid for. */
  usedPercent: z.number(),
  /** Hours in which at least as much was asked of it as it can serve. */
  fullHours: count,
  calls: count,
  /** Calls of its models that other backends answered, paid as they went. */
  spillCalls: count,
  /** One per currency. */
  spill: z.array(z.object({ currency: z.string(), cost: money })),
}

export const commitmentUse = z
  .object({
    from: day,
    to: day,
    currency: z.string(),
    total: z.object(useFigures),
    days: z.array(z.object({ day, ...useFigures })),
    tenants: z.array(
      z.object({
        tenantId: idOf('tenant'),
        tenantName: z.string(),
        usedCost: money,
        idleCost: money,
        calls: count,
      }),
    ),
  })
  .meta({ id: 'CommitmentUse' })

/** Backends a commitment can be for: names alone. */
export const commitmentBackends = z
  .object({
    items: z.array(z.object({ id: idOf('backend'), name: z.string(), provider: z.string(), region: z.string().nullable() })),
  })
  .meta({ id: 'CommitmentBackends' })

export const commitmentEnd = z.strictObject({ until: instant }).meta({ id: 'CommitmentEnd' })

export type Commitment = z.output<typeof commitment>
export type CommitmentCreate = z.input<typeof commitmentCreate>
export type CommitmentUse = z.output<typeof commitmentUse>
