/** What would a limit have refused in the last 30 days? Asked before it is saved. */

import { isAllowedEverywhere } from '@/lib/access/actor'
import { newUuid } from '@/lib/base/ids'
import { limitChangePreview, limitPreview, newLimitPreview } from '@/lib/contracts/limit-preview'
import type { Context } from '@/lib/control/context'
import { invalidField } from '@/lib/control/input'
import { amountColumn } from '@/lib/control/limits/limit-amount'
import { countByColumn, currencyOf } from '@/lib/control/limits/limit-commands'
import { limitHistory } from '@/lib/control/limits/limit-history'
import { changeableLimits, limitOf } from '@/lib/control/limits/limit-queries'
import { checkedScope } from '@/lib/control/limits/limit-scope'
import { measureOf } from '@/lib/control/limits/limit-view'
import { policyLimit } from '@/lib/control/limits/policy-limit'
import { query } from '@/lib/control/operation'
import { replayLimit } from '@/lib/http/replay-limit'
import type { CountBy, Limit } from '@/lib/policy/limits/limit'

/** A limit that is there, with another amount, or the present one. */
export const previewLimitChange = query(
  'limits.preview',
  { path: { id: 'limit' }, in: limitChangePreview, out: limitPreview },
  async (context, { id, amount, onExceed, waitMs }) => {
    const row = await limitOf(context, id, changeableOf(context))
    const present = policyLimit(row)
    const limit = {
      ...requireReplayable(present),
      amount: amount === undefined ? present.amount : Number(amountColumn(measureOf[row.measure], amount)),
      onExceed: onExceed ?? present.onExceed,
      waitMs: waitMs ?? present.waitMs,
      raised: null,
    }
    return await replayLimit(context, limit, await limitHistory(context, row))
  },
)

/** A limit that is not there yet. */
export const previewNewLimit = query('limits.preview', { in: newLimitPreview, out: limitPreview }, async (context, input) => {
  const { ownerTenant, ...ids } = await checkedScope(context, input.scope)
  const { measure, window, onExceed = 'refuse' } = input
  if (!window && measure !== 'concurrency') throw invalidField('window', 'is missing')
  const limit: Limit = {
    id: newUuid(),
    name: input.name ?? 'new',
    scope: Object.fromEntries(Object.entries(ids).filter(([, id]) => id !== null)),
    countBy: countByColumn(input.countBy, { ...ids, ownerTenant }) as CountBy,
    measure,
    window:
      window?.kind === 'quota'
        ? { ...window, timeZone: input.timeZone ?? null, weekStart: input.weekStart ?? 1 }
        : { kind: 'rate', seconds: window?.seconds ?? 60 },
    amount: Number(amountColumn(measure, input.amount)),
    currency: currencyOf(measure, input.currency ?? null, ownerTenant?.currency ?? null),
    mode: input.mode ?? 'strict',
    onExceed,
    waitMs: input.waitMs ?? 0,
    unpriced: input.unpriced ?? 'refuse',
    quotaStatus: input.quotaStatus ?? 403,
    storeDown: 'local',
    raised: null,
    resetAtMs: 0,
    resets: new Map(),
  }
  return await replayLimit(context, requireReplayable(limit), null)
})

/** An owner previews what an owner may change. */
function changeableOf(context: Context) {
  return isAllowedEverywhere(context.actor, 'limits.preview') ? {} : changeableLimits(context)
}

function requireReplayable(limit: Limit): Limit {
  if (limit.countBy.startsWith('header:') || limit.countBy.startsWith('claim:'))
    throw invalidField('countBy', 'is a header or claim, which usage records do not keep: there is no preview of it')
  return limit
}
