/**
 * A limit as the form holds it: flat, everything a text or a choice. The contract of the API is the judge; this only says which
 * fields belong together before it is asked.
 */
import { z } from 'zod'
import { type Limit, type LimitCreate, limitCreate, limitRaise, measures, periods } from '@/lib/contracts/limit'

const choice = z.string().nullish()

const draft = z.object({
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

export type LimitDraft = z.output<typeof draft>

/** What the contract finds wrong is put at the draft's field it comes from. */
export const limitDraft = draft.superRefine((value, context) => {
  const checked = limitCreate.safeParse(toLimitCreate(value))
  for (const issue of checked.error?.issues ?? []) {
    const path = fieldOf(issue.path.map(String))
    context.addIssue({ code: 'custom', path: [path], message: messageOf(path, value, issue.message) })
  }
  if (value.measure === 'cost' && !value.currency)
    context.addIssue({ code: 'custom', path: ['currency'], message: 'must not be empty' })
})

export const emptyLimitDraft: LimitDraft = {
  name: '',
  tenantId: null,
  productId: null,
  subscriptionId: null,
  keyId: null,
  userId: null,
  model: null,
  countBy: 'subscription',
  countByName: null,
  measure: 'tokens',
  windowKind: 'rate',
  seconds: 60,
  period: 'month',
  amount: '',
  currency: 'USD',
  onExceed: 'refuse',
  waitMs: null,
  mode: 'strict',
  thresholds: [50, 80, 100],
  timeZone: null,
  weekStart: 1,
  quotaStatus: 403,
  unpriced: 'refuse',
  storeDown: 'local',
}

/** The draft as the API takes it. */
export function toLimitCreate(value: LimitDraft): LimitCreate {
  const { tenantId, productId, subscriptionId, keyId, userId, model } = value
  return {
    name: value.name,
    scope: {
      ...(tenantId ? { tenantId } : {}),
      ...(productId ? { productId } : {}),
      ...(subscriptionId ? { subscriptionId } : {}),
      ...(keyId ? { keyId } : {}),
      ...(userId ? { userId } : {}),
      ...(model ? { model } : {}),
    },
    countBy: countByOf(value),
    measure: value.measure,
    ...(value.measure === 'concurrency'
      ? {}
      : {
          window:
            value.windowKind === 'rate'
              ? { kind: 'rate' as const, seconds: value.seconds ?? 60 }
              : { kind: 'quota' as const, period: value.period },
        }),
    amount: parseAmount(value.measure, value.amount),
    ...(value.measure === 'cost' ? { currency: value.currency } : {}),
    onExceed: value.onExceed,
    ...(value.onExceed === 'wait' ? { waitMs: value.waitMs ?? 1000 } : {}),
    mode: value.mode,
    ...(value.measure !== 'concurrency' && value.windowKind === 'quota'
      ? {
          thresholds: numbersOf(value.thresholds),
          timeZone: value.timeZone,
          weekStart: value.weekStart,
          quotaStatus: value.quotaStatus === 429 ? (429 as const) : (403 as const),
        }
      : {}),
    ...(value.measure === 'cost' ? { unpriced: value.unpriced } : {}),
    storeDown: value.storeDown,
  }
}

/** "50", "80 %" → 50, 80. */
export function numbersOf(list: readonly (string | number)[]): number[] {
  return list.map((one) => Number(String(one).replace('%', '').trim()))
}

/** "10,000" → 10000; money stays a decimal string. */
export function parseAmount(measure: Limit['measure'], text: string): number | string {
  const plain = text.replaceAll(/[\s,_]/g, '')
  if (measure === 'cost') return plain
  return /^\d+$/.test(plain) ? Number(plain) : Number.NaN
}

/** A raise as its form holds it. */
export function raiseDraft(measure: Limit['measure']) {
  return z
    .object({ amount: z.string(), until: z.string('must not be empty'), reason: z.string().optional() })
    .superRefine((value, context) => {
      const checked = limitRaise.safeParse({ ...value, amount: parseAmount(measure, value.amount) })
      for (const issue of checked.error?.issues ?? []) {
        const path = String(issue.path[0] ?? 'amount')
        context.addIssue({
          code: 'custom',
          path: [path],
          message: path === 'amount' ? amountMessage({ measure }) : issue.message,
        })
      }
    })
}

function countByOf(value: LimitDraft): LimitCreate['countBy'] {
  if (value.countBy === 'header') return { header: value.countByName ?? '' }
  if (value.countBy === 'claim') return { claim: value.countByName ?? '' }
  return value.countBy as LimitCreate['countBy']
}

function messageOf(path: string, value: { measure: Limit['measure'] }, otherwise: string): string {
  if (path === 'thresholds') return 'must be percentages such as 50, 80'
  return path === 'amount' ? amountMessage(value) : otherwise
}

function amountMessage({ measure }: { measure: Limit['measure'] }): string {
  return measure === 'cost' ? 'must be money such as 250 or 0.50' : 'must be a whole number such as 10,000'
}

function fieldOf(path: string[]): string {
  const [first = 'name', second] = path
  if (first === 'scope') return second ?? 'tenantId'
  if (first === 'window') return second === 'seconds' ? 'seconds' : 'period'
  return first === 'countBy' ? 'countByName' : first
}
