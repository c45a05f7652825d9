/** What amount a limit had when, and when it was reset: read from the audit trail, which knows every change. */
import type { Limit as LimitView } from '@/lib/contracts/limit'
import type { Context } from '@/lib/control/context'
import { amountColumn } from '@/lib/control/limits/limit-amount'
import type { LimitRow } from '@/lib/control/limits/limit-view'
import { measureOf } from '@/lib/control/limits/limit-view'

export type LimitHistory = {
  sinceMs: number
  amountAt(atMs: number): number
  resetAt(countKey: string, atMs: number): number
}

type Step = { atMs: number; amount: number; raised: number | null; untilMs: number }

export async function limitHistory({ db }: Pick<Context, 'db'>, row: LimitRow): Promise<LimitHistory> {
  const entries = await db.auditEntry.findMany({
    where: { noun: 'limit', entityId: row.id },
    orderBy: { version: 'asc' },
    select: { at: true, action: true, after: true },
  })
  const measure = measureOf[row.measure]
  const steps: Step[] = []
  const resets: { atMs: number; countKey: string | null }[] = []
  for (const { at, action, after } of entries) {
    if (action === 'limits.reset') resets.push({ atMs: at.getTime(), countKey: resetKey(after) })
    else if (isView(after)) steps.push(stepOf(at, after, measure))
  }
  const now = stepOf(row.updatedAt, null, measure, row)
  if (steps.length === 0) steps.push(now)
  const first = steps[0] ?? now
  return {
    sinceMs: row.createdAt.getTime(),
    amountAt(atMs) {
      const step = steps.findLast((one) => one.atMs <= atMs) ?? first
      return step.raised !== null && atMs < step.untilMs ? Math.max(step.amount, step.raised) : step.amount
    },
    resetAt: (countKey, atMs) =>
      resets.findLast((one) => one.atMs <= atMs && (one.countKey === null || one.countKey === countKey))?.atMs ?? 0,
  }
}

function stepOf(at: Date, after: LimitView | null, measure: LimitView['measure'], row?: LimitRow): Step {
  const amount = after ? Number(amountColumn(measure, after.amount)) : Number(row?.amount ?? 0)
  const raised = after?.raisedAmount ?? null
  return {
    atMs: at.getTime(),
    amount,
    raised: raised === null ? null : Number(amountColumn(measure, raised)),
    untilMs: after?.raisedUntil ? Date.parse(after.raisedUntil) : 0,
  }
}

/** A counter is named there by its API id. Null: all of them. */
function resetKey(after: unknown): string | null {
  const reset = typeof after === 'object' && after !== null && 'reset' in after ? String(after.reset) : 'all counters'
  if (reset === 'all counters') return null
  const hex = /_([0-9a-f]{32})$/.exec(reset)?.[1]
  return hex ? `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}` : reset
}

function isView(after: unknown): after is LimitView {
  return typeof after === 'object' && after !== null && 'amount' in after && 'raisedAmount' in after
}
