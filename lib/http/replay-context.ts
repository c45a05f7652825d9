/** What a replay must know besides the calls: whose they are, where days begin, what things cost, what was used before. */

import type { Context } from '@/lib/control/context'
import { amountView } from '@/lib/control/limits/limit-amount'
import { knownPrice } from '@/lib/control/prices/known-price'
import type { Rates } from '@/lib/http/past-needs'
import { periodAt, type Span } from '@/lib/policy/limits/calendar'
import type { Limit } from '@/lib/policy/limits/limit'
import { type PastCallFilter, usedBefore } from '@/lib/reports/past-calls'

/** Everybody, or the tenant and all below it. */
export async function tenantsUnder({ db }: Pick<Context, 'db'>, tenantId: string | undefined): Promise<string[] | null> {
  if (tenantId === undefined) return null
  const found = [tenantId]
  for (let above = [tenantId]; above.length > 0; ) {
    const children = await db.tenant.findMany({ where: { parentId: { in: above } }, select: { id: true } })
    above = children.map(({ id }) => id).filter((id) => !found.includes(id))
    found.push(...above)
  }
  return found
}

export type Zones = { spanAt(tenantId: string, atMs: number): Span | null; learn(tenantIds: Iterable<string>): Promise<void> }

/** The same rule as in the gateway: the limit's own zone, else its tenant's, else the caller's, as it was then. */
export function zonesOf({ db }: Pick<Context, 'db'>, { window, scope }: Limit): Zones {
  const zones = new Map<string, { fromMs: number; timeZone: string }[]>()
  return {
    async learn(tenantIds) {
      if (window.kind !== 'quota' || window.timeZone !== null) return
      const unknown = [...new Set(scope.tenantId === undefined ? tenantIds : [scope.tenantId])].filter((id) => !zones.has(id))
      if (unknown.length === 0) return
      for (const id of unknown) zones.set(id, [])
      const rows = await db.tenantTimeZone.findMany({ where: { tenantId: { in: unknown } }, orderBy: { effectiveFrom: 'asc' } })
      for (const row of rows) zones.get(row.tenantId)?.push({ fromMs: row.effectiveFrom.getTime(), timeZone: row.timeZone })
    },
    spanAt(tenantId, atMs) {
      if (window.kind !== 'quota') return null
      const known = zones.get(scope.tenantId ?? tenantId) ?? []
      const zone = window.timeZone ?? known.findLast((one) => one.fromMs <= atMs)?.timeZone ?? 'UTC'
      return periodAt(window.period, zone, window.weekStart, atMs)
    },
  }
}

/** What each counter had used of its period when the replay begins. */
export async function usedAtStart(
  { db }: Pick<Context, 'db'>,
  limit: Limit,
  filter: PastCallFilter,
  zones: Zones,
): Promise<(countKey: string, span: Span) => number> {
  const totals = new Map<string, number>()
  if (limit.window.kind !== 'quota' || limit.measure === 'concurrency') return () => 0
  // The calendar of any one tenant tells where to begin; per tenant it is a day off at most, and rollups know days.
  const tenantIds = filter.tenantIds ?? [null]
  const startMs = zones.spanAt(tenantIds[0] ?? '', filter.from.getTime())?.startMs ?? filter.from.getTime()
  if (startMs >= filter.from.getTime()) return () => 0
  const before = { ...filter, from: new Date(startMs), to: filter.from }
  for (const row of await usedBefore(db, before, columns[limit.countBy] ?? 'none', limit.measure, limit.currency)) {
    const key = limit.countBy === 'tenant' && limit.scope.tenantId !== undefined ? limit.scope.tenantId : row.count_key
    totals.set(key, (totals.get(key) ?? 0) + Number(row.used))
  }
  return (countKey, span) => (span.startMs < filter.from.getTime() ? (totals.get(countKey) ?? 0) : 0)
}

const columns: Record<string, Parameters<typeof usedBefore>[2]> = {
  tenant: 'tenant_id',
  product: 'product_id',
  subscription: 'subscription_id',
  key: 'key_id',
  user: 'user_id',
  model: 'model',
}

/** Prices in a budget's currency; nothing where no money is measured. */
export async function ratesOf({ db }: Pick<Context, 'db'>, { measure, currency, scope }: Limit): Promise<Rates> {
  if (measure !== 'cost' || currency === null) return new Map()
  const named = scope.model === undefined ? {} : { name: scope.model }
  const [models, prices] = await Promise.all([
    db.model.findMany({ where: named, select: { name: true, pool: { select: { members: { select: { backendId: true } } } } } }),
    db.price.findMany({ where: { currency, ...(scope.model && { model: scope.model }) }, orderBy: { effectiveFrom: 'desc' } }),
  ])
  return new Map(
    models.map((model) => [
      model.name,
      {
        backendIds: model.pool.members.map(({ backendId }) => backendId),
        prices: prices.filter((price) => price.model === model.name).map(knownPrice),
      },
    ]),
  )
}

/** An amount of the replay as the API writes it. */
export function shown(limit: Limit, amount: number): number | string {
  return amountView(limit.measure, amount)
}
