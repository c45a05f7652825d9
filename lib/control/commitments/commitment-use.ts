/** How much of a commitment was used, what was idle, and what of its models was paid elsewhere. */

import { Fault } from '@/lib/base/faults'
import { toPublicId } from '@/lib/base/ids'
import { divideRounded, formatNano } from '@/lib/base/money'
import { commitmentUse, commitmentUseQuery } from '@/lib/contracts/commitment'
import {
  byHourOf,
  type CommitmentRow,
  earlier,
  HOUR_MS,
  later,
  sharesOf,
  termsOf,
  usesOf,
} from '@/lib/control/commitments/hour-shares'
import type { Tx } from '@/lib/control/database'
import { invalidField } from '@/lib/control/input'
import { query } from '@/lib/control/operation'
import { usedOf } from '@/lib/policy/commitments/allocate'
import { costsOf } from '@/lib/policy/statements/statement-lines'

const DAY_MS = 86_400_000
const USUAL_DAYS = 30
const MOST_DAYS = 400

export const getCommitmentUse = query(
  'commitments.read',
  { path: { id: 'commitment' }, in: commitmentUseQuery, out: commitmentUse },
  async ({ db, now }, { id, ...input }) => {
    const row = await db.commitment.findUnique({ where: { id } })
    if (!row) throw new Fault('resource.not_found', { public: 'There is no such commitment.' })
    const last = new Date(
      earlier(now, new Date(row.until.getTime() - 1))
        .toISOString()
        .slice(0, 10),
    )
    const to = input.to ? new Date(input.to) : last
    const from = input.from ? new Date(input.from) : new Date(to.getTime() - (USUAL_DAYS - 1) * DAY_MS)
    if (to < from) throw invalidField('to', 'must not be before from')
    if (to.getTime() - from.getTime() > MOST_DAYS * DAY_MS) throw invalidField('to', `must be at most ${MOST_DAYS} days later`)
    // Hours that are not over yet are not idle.
    const end = earlier(new Date(to.getTime() + DAY_MS), new Date(Math.floor(now.getTime() / HOUR_MS) * HOUR_MS))
    const days = await daysOf(db, row, from, end)
    const shown = days.filter(({ hours }) => hours > 0)
    return {
      from: textOf(from),
      to: textOf(to),
      currency: row.currency,
      total: view(row, summed(shown)),
      days: shown.map((one) => ({ day: one.day, ...view(row, one) })),
      tenants: await tenantsOf(db, row, from, end),
    }
  },
)

type Figures = { hours: number; usedNano: bigint; fullHours: number; calls: bigint; spillCalls: bigint; spill: Spill[] }
type Spill = { currency: string; costNano: bigint }
type Day = Figures & { day: string }

async function daysOf(db: Tx, row: CommitmentRow, from: Date, end: Date): Promise<Day[]> {
  const days = new Map<string, Day>()
  const at = (time: Date) => {
    const day = textOf(time)
    const known = days.get(day) ?? { day, hours: 0, usedNano: 0n, fullHours: 0, calls: 0n, spillCalls: 0n, spill: [] }
    days.set(day, known)
    return known
  }
  const byHour = byHourOf(await usesOf(db, row, from, end))
  const terms = termsOf(row)
  for (let hour = later(from, row.from).getTime(); hour < earlier(end, row.until).getTime(); hour += HOUR_MS) {
    const uses = byHour.get(hour) ?? []
    const day = at(new Date(hour))
    day.hours++
    const usedNano = usedOf(terms, uses)
    day.usedNano += usedNano
    if (usedNano === row.hourlyNano) day.fullHours++
    for (const { calls } of uses) day.calls += calls
  }
  for (const { hour, currency, _sum } of await spilled(db, row, from, end)) {
    const day = at(hour)
    day.spillCalls += _sum.calls ?? 0n
    if (currency && _sum.costNano) day.spill.push({ currency, costNano: _sum.costNano })
  }
  return [...days.values()].sort((a, b) => (a.day < b.day ? -1 : 1))
}

/** What others answered of the models it serves: its own, or those that were used there. */
async function spilled(db: Tx, row: CommitmentRow, from: Date, end: Date) {
  const hour = { gte: later(from, row.from), lt: earlier(end, row.until) }
  const there =
    row.model === null
      ? await db.usageRollup.findMany({ where: { hour, backendId: row.backendId }, distinct: ['model'], select: { model: true } })
      : []
  const models = row.model === null ? there.flatMap(({ model }) => model ?? []) : [row.model]
  return db.usageRollup.groupBy({
    by: ['hour', 'currency'],
    where: { hour, model: { in: models }, AND: [{ backendId: { not: null } }, { backendId: { not: row.backendId } }] },
    _sum: { calls: true, costNano: true },
  })
}

async function tenantsOf(db: Tx, row: CommitmentRow, from: Date, end: Date) {
  const parts = new Map<string, { usedNano: bigint; idleNano: bigint; calls: bigint }>()
  const of = (tenantId: string) => {
    const known = parts.get(tenantId) ?? { usedNano: 0n, idleNano: 0n, calls: 0n }
    parts.set(tenantId, known)
    return known
  }
  for (const { tenantId, isUsed, costNano } of await sharesOf(db, row, from, end))
    of(tenantId)[isUsed ? 'usedNano' : 'idleNano'] += costNano
  for (const { tenantId, calls } of await usesOf(db, row, from, end)) of(tenantId).calls += calls
  const tenants = await db.tenant.findMany({ where: { id: { in: [...parts.keys()] } }, select: { id: true, name: true } })
  const names = new Map(tenants.map(({ id, name }) => [id, name]))
  return [...parts]
    .sort(([, a], [, b]) => Number(b.usedNano + b.idleNano - a.usedNano - a.idleNano))
    .map(([tenantId, { usedNano, idleNano, calls }]) => ({
      tenantId: toPublicId('tenant', tenantId),
      tenantName: names.get(tenantId) ?? 'deleted',
      usedCost: formatNano(usedNano),
      idleCost: formatNano(idleNano),
      calls: Number(calls),
    }))
}

function summed(days: Day[]): Figures {
  const total: Figures = { hours: 0, usedNano: 0n, fullHours: 0, calls: 0n, spillCalls: 0n, spill: [] }
  for (const day of days) {
    total.hours += day.hours
    total.usedNano += day.usedNano
    total.fullHours += day.fullHours
    total.calls += day.calls
    total.spillCalls += day.spillCalls
    total.spill.push(...day.spill)
  }
  return total
}

function view(row: CommitmentRow, { hours, usedNano, fullHours, calls, spillCalls, spill }: Figures) {
  const costNano = row.hourlyNano * BigInt(hours)
  return {
    hours,
    cost: formatNano(costNano),
    usedCost: formatNano(usedNano),
    idleCost: formatNano(costNano - usedNano),
    usedPercent: costNano === 0n ? 0 : Number(divideRounded(usedNano * 10_000n, costNano)) / 100,
    fullHours,
    calls: Number(calls),
    spillCalls: Number(spillCalls),
    spill: [...costsOf(spill)].map(([currency, nano]) => ({ currency, cost: formatNano(nano) })),
  }
}

function textOf(day: Date): string {
  return day.toISOString().slice(0, 10)
}
