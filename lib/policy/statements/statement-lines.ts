/**
 * What a closed month says, as sums: each of a day, subscription, model, backend and currency. All that statements in force say of a month
 * adds up to what the ledger knew of it when the last of them was closed; what comes later is the difference, on the next one.
 */

/** What usage is summed by on a statement. */
export type UsageKey = {
  /** The tenant's calendar day: YYYY-MM-DD. */
  day: string
  productId: string | null
  subscriptionId: string | null
  model: string | null
  backendId: string | null
  currency: string
  /** The re-rating or the commitment it is of; null: calls at their own price. */
  sourceId: string | null
  /** Of a commitment: was it used, or idle? */
  isUsed: boolean | null
}

export const usageSums = [
  'calls',
  'unpriced',
  'input',
  'cacheRead',
  'cacheWrite',
  'cacheWrite1h',
  'output',
  'reasoning',
  'audioIn',
  'audioOut',
  'images',
  'costNano',
  'savedNano',
] as const

export type UsageSums = Record<(typeof usageSums)[number], bigint>

export type UsageGroup = UsageKey & UsageSums

/** What `known` has more (or less) than `stated`, group by group; groups that agree are left out. */
export function differenceOf(known: readonly UsageGroup[], stated: readonly UsageGroup[]): UsageGroup[] {
  return summed([...known, ...stated.map(negated)]).filter((group) => usageSums.some((name) => group[name] !== 0n))
}

/** One group for each key, in the order they first appear. */
export function summed(groups: readonly UsageGroup[]): UsageGroup[] {
  const byKey = new Map<string, UsageGroup>()
  for (const group of groups) {
    const key = keyOf(group)
    const known = byKey.get(key)
    if (known) for (const name of usageSums) known[name] += group[name]
    else byKey.set(key, only(group))
  }
  return [...byKey.values()]
}

function keyOf({ day, subscriptionId, model, backendId, currency, sourceId, isUsed }: UsageKey): string {
  return JSON.stringify([day, subscriptionId, model, backendId, currency, sourceId, isUsed])
}

/** Takes off what `stated` says: lines that bring a month back to nothing. */
export function negated(group: UsageGroup): UsageGroup {
  const negative = only(group)
  for (const name of usageSums) negative[name] = -group[name]
  return negative
}

/** Without whatever else a line has. */
function only(group: UsageGroup): UsageGroup {
  const { day, productId, subscriptionId, model, backendId, currency, sourceId, isUsed } = group
  return { day, productId, subscriptionId, model, backendId, currency, sourceId, isUsed, ...sumsOf(group) }
}

export type LineKind = 'direct' | 'late' | 'adjustment' | 'shared'

/** What a group is on the statement of its own month: calls, a part of what many share, or what a re-rating has found. */
export function kindOf({ sourceId, isUsed }: UsageKey): LineKind {
  if (sourceId === null) return 'direct'
  return isUsed === null ? 'adjustment' : 'shared'
}

/** What it is on the statement of a later month: calls that became known since, or a correction of what was billed before. */
export function laterKindOf({ sourceId }: UsageKey): LineKind {
  return sourceId === null ? 'late' : 'adjustment'
}

/** Nothing but money. */
export function moneyOnly(costNano: bigint): UsageSums {
  return { ...(Object.fromEntries(usageSums.map((name) => [name, 0n])) as UsageSums), costNano }
}

/** The sums of a row, without whatever else it has; what the database calls null is nothing. */
export function sumsOf(row: Record<(typeof usageSums)[number], bigint | null>): UsageSums {
  return Object.fromEntries(usageSums.map((name) => [name, row[name] ?? 0n])) as UsageSums
}

/** How a statement is called: `S-000042`. */
export function numberText(number: number): string {
  return `S-${String(number).padStart(6, '0')}`
}

/** Money by currency, summed before anything becomes a decimal. */
export function costsOf(lines: readonly { currency: string; costNano: bigint }[]): Map<string, bigint> {
  const costs = new Map<string, bigint>()
  for (const { currency, costNano } of lines) costs.set(currency, (costs.get(currency) ?? 0n) + costNano)
  return new Map([...costs].sort(([a], [b]) => (a < b ? -1 : 1)))
}
