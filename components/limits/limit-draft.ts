/**
 * A limit as the form holds it: flat, everything a text or a choice. The contract of the API is the judge; this only says which
 * fields belong together before it is asked.
 */
import type { LimitDraft, LimitEdit } from '@/components/limits/limit-shapes'
import type { Limit, LimitCreate, LimitUpdate } from '@/lib/contracts/limit'

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

/** What was changed of a limit, as the API takes it. */
export function toLimitUpdate(measure: Limit['measure'], { amount, thresholds, ...rest }: Partial<LimitEdit>): LimitUpdate {
  return {
    ...(rest as LimitUpdate),
    ...(amount === undefined ? {} : { amount: parseAmount(measure, amount) }),
    ...(thresholds === undefined ? {} : { thresholds: numbersOf(thresholds) }),
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

function countByOf(value: LimitDraft): LimitCreate['countBy'] {
  if (value.countBy === 'header') return { header: value.countByName ?? '' }
  if (value.countBy === 'claim') return { claim: value.countByName ?? '' }
  return value.countBy as LimitCreate['countBy']
}
