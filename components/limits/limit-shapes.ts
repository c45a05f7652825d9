/** What the forms of limits hold, field by field. */
import { z } from 'zod'
import { measures, periods } from '@/lib/contracts/enumerations'

const choice = z.string().nullish()

export const limitDraftShape = z.object({
  name: z.string(),
  tenantId: choice,
  productId: choice,
  subscriptionId: choice,
  keyId: choice,
  userId: choice,
  model: choice,
  countBy: z.string(),
  countByName: z.string().nullish(),
  measure: z.enum(measures),
  windowKind: z.enum(['rate', 'quota']),
  seconds: z.number('must be a number of seconds').nullish(),
  period: z.enum(periods),
  amount: z.string(),
  currency: choice,
  onExceed: z.enum(['refuse', 'wait', 'warn']),
  waitMs: z.number().nullish(),
  mode: z.enum(['strict', 'optimistic']),
  thresholds: z.array(z.union([z.string(), z.number()])),
  timeZone: choice,
  weekStart: z.number(),
  quotaStatus: z.number(),
  unpriced: z.enum(['refuse', 'allow']),
  storeDown: z.enum(['local', 'deny', 'allow']),
})

/** What may be changed of a limit. */
export const limitEditShape = z.object({
  name: z.string(),
  // What somebody else saved may be taken into the form as the API writes it.
  amount: z.coerce.string<string>(),
  onExceed: z.enum(['refuse', 'wait', 'warn']),
  waitMs: z.number().nullish(),
  mode: z.enum(['strict', 'optimistic']),
  thresholds: z.array(z.union([z.string(), z.number()])),
  timeZone: z.string().nullish(),
  weekStart: z.number(),
  unpriced: z.enum(['refuse', 'allow']),
  storeDown: z.enum(['local', 'deny', 'allow']),
  quotaStatus: z.number(),
})

export type LimitDraft = z.output<typeof limitDraftShape>
export type LimitEdit = z.output<typeof limitEditShape>
