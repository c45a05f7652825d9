/** Who pays the hours of a commitment: read from the hourly sums, split by the rules of `lib/policy/commitments`. */
import { z } from 'zod'
import type { Prisma, Tx } from '@/lib/control/database'
import { dayText } from '@/lib/control/statements/month-usage'
import { zoneAt } from '@/lib/control/tenants/tenant-view'
import { allocateHour, type CommitmentTerms, type Share, type Use, weightOf } from '@/lib/policy/commitments/allocate'
import { localDayAt } from '@/lib/policy/limits/calendar'

export const HOUR_MS = 3_600_000

export type CommitmentRow = Prisma.CommitmentGetPayload<object>

const storedReservations = z.array(z.object({ tenantId: z.string(), units: z.int() }))

export function termsOf(row: CommitmentRow): CommitmentTerms {
  const { hourlyNano, perMinute, units, ownerId, idleRule } = row
  const reservations = storedReservations.parse(row.reservations)
  return { hourlyNano, perHour: perMinute * 60n, units, ownerId, idleRule, reservations }
}

export type HourUse = { hour: Date; calls: bigint } & Use

/** What each used of it, hour by hour, within its term. */
export async function usesOf(db: Tx, row: CommitmentRow, from: Date, to: Date): Promise<HourUse[]> {
  const rows = await db.usageRollup.groupBy({
    by: ['hour', 'tenantId', 'localDay', 'productId', 'subscriptionId', 'model'],
    where: {
      hour: { gte: later(from, row.from), lt: earlier(to, row.until) },
      backendId: row.backendId,
      ...(row.model === null ? {} : { model: row.model }),
    },
    orderBy: [
      { hour: 'asc' },
      { tenantId: 'asc' },
      { localDay: 'asc' },
      { productId: 'asc' },
      { subscriptionId: 'asc' },
      { model: 'asc' },
    ],
    _sum: {
      calls: true,
      input: true,
      cacheWrite: true,
      cacheWrite1h: true,
      audioIn: true,
      output: true,
      reasoning: true,
      audioOut: true,
    },
  })
  return rows.map(({ _sum, localDay, ...key }) => {
    const tokens = Object.fromEntries(Object.entries(_sum).map(([name, sum]) => [name, sum ?? 0n])) as Tokens
    return { ...key, day: dayText(localDay), calls: _sum.calls ?? 0n, weight: weightOf(tokens, row.outputWeight) }
  })
}

type Tokens = Parameters<typeof weightOf>[0]

export function byHourOf(uses: readonly HourUse[]): Map<number, HourUse[]> {
  const byHour = new Map<number, HourUse[]>()
  for (const use of uses) {
    const at = use.hour.getTime()
    const known = byHour.get(at)
    if (known) known.push(use)
    else byHour.set(at, [use])
  }
  return byHour
}

/** The shares of each hour from one instant to another, within its term. */
export async function sharesOf(db: Tx, row: CommitmentRow, from: Date, to: Date): Promise<Share[]> {
  const terms = termsOf(row)
  const byHour = byHourOf(await usesOf(db, row, from, to))
  const dayAt = await daysOf(db, [row.ownerId, ...terms.reservations.map(({ tenantId }) => tenantId)])
  const shares: Share[] = []
  const end = earlier(to, row.until).getTime()
  for (let at = later(from, row.from).getTime(); at < end; at += HOUR_MS) {
    const uses = (byHour.get(at) ?? []).map(({ tenantId, day, productId, subscriptionId, model, weight }) => {
      return { tenantId, day, productId, subscriptionId, model, weight }
    })
    shares.push(...allocateHour(terms, uses, (tenantId) => dayAt(tenantId, at)))
  }
  return shares
}

/** The calendar day of a tenant at an instant, in the zone it had then. */
async function daysOf(db: Tx, tenantIds: string[]): Promise<(tenantId: string, atMs: number) => string> {
  const tenants = await db.tenant.findMany({
    where: { id: { in: tenantIds } },
    select: { id: true, timeZones: { orderBy: { effectiveFrom: 'asc' } } },
  })
  const byId = new Map(tenants.map((tenant) => [tenant.id, tenant]))
  return (tenantId, atMs) => {
    const tenant = byId.get(tenantId)
    return localDayAt(tenant ? zoneAt(tenant, new Date(atMs)) : 'UTC', atMs)
  }
}

export function later(a: Date, b: Date): Date {
  return a > b ? a : b
}

export function earlier(a: Date, b: Date): Date {
  return a < b ? a : b
}
