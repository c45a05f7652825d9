/** Lays what a provider billed beside what the ledger has, by day and model, and says why they may differ. */

export type Billed = { day: string; model: string; tokens: bigint | null; costNano: bigint | null; isProvisioned: boolean }

export type Booked = {
  day: string
  model: string
  calls: bigint
  tokens: bigint
  /** In the file's currency. */
  costNano: bigint
  /** Calls that were cut short or failed: their tokens are estimated, or not billed. */
  unsure: bigint
  unpriced: bigint
  /** Calls whose price is in another currency than the file's. */
  otherCurrency: bigint
}

export const reasons = [
  'rounding',
  'timeZone',
  'notInLedger',
  'unknownModel',
  'notBilled',
  'unpriced',
  'cancelled',
  'price',
  'currency',
  'provisioned',
  'unexplained',
] as const
export type Reason = (typeof reasons)[number]

export type Compared = {
  day: string
  model: string
  isKnown: boolean
  billedTokens: bigint | null
  billedNano: bigint | null
  booked: Omit<Booked, 'day' | 'model'>
  reasons: Reason[]
}

const NOTHING = { calls: 0n, tokens: 0n, costNano: 0n, unsure: 0n, unpriced: 0n, otherCurrency: 0n }
/** Providers round quantities and amounts row by row; a cent is what finance looks at. */
const CENT = 10_000_000n
const ROUNDING_PARTS = 1_000n

/** In the order of days and models. `isKnown` says whether a model is one of ours. */
export function compareUsage(
  billed: readonly Billed[],
  booked: readonly Booked[],
  isKnown: (model: string) => boolean,
): Compared[] {
  const groups = new Map<string, Compared & { isProvisioned: boolean }>()
  const group = (day: string, model: string) => {
    const key = `${day} ${model}`
    const known = groups.get(key)
    if (known) return known
    const made = {
      day,
      model,
      isKnown: isKnown(model),
      billedTokens: null,
      billedNano: null,
      booked: { ...NOTHING },
      reasons: [],
    }
    const fresh: Compared & { isProvisioned: boolean } = { ...made, isProvisioned: false }
    groups.set(key, fresh)
    return fresh
  }
  for (const { day, model, tokens, costNano, isProvisioned } of billed) {
    const one = group(day, model)
    if (tokens !== null) one.billedTokens = (one.billedTokens ?? 0n) + tokens
    if (costNano !== null) one.billedNano = (one.billedNano ?? 0n) + costNano
    one.isProvisioned ||= isProvisioned
  }
  for (const { day, model, ...sums } of booked) {
    const one = group(day, model)
    for (const name of Object.keys(NOTHING) as (keyof typeof NOTHING)[]) one.booked[name] += sums[name]
  }
  const all = [...groups.values()].sort((a, b) => (a.day === b.day ? order(a.model, b.model) : order(a.day, b.day)))
  const shifted = modelsShifted(all)
  return all.map(({ isProvisioned, ...one }) => ({ ...one, reasons: reasonsFor(one, isProvisioned, shifted.has(one.model)) }))
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function reasonsFor(one: Compared, isProvisioned: boolean, isShifted: boolean): Reason[] {
  const { booked, billedTokens, billedNano } = one
  if (isProvisioned) return ['provisioned']
  const tokens = billedTokens === null ? 0n : absolute(billedTokens - booked.tokens)
  const cost = billedNano === null ? 0n : absolute(billedNano - booked.costNano)
  if (tokens === 0n && cost === 0n && hasBill(one)) return []
  const found: Reason[] = []
  if (booked.calls === 0n) return [one.isKnown ? 'notInLedger' : 'unknownModel']
  if (!hasBill(one)) return isShifted ? ['timeZone', 'notBilled'] : ['notBilled']
  const isTokensNear = isNear(tokens, billedTokens ?? 0n)
  const isCostNear = cost <= CENT || isNear(cost, billedNano ?? 0n)
  if (isTokensNear && isCostNear) return ['rounding']
  if (isShifted) found.push('timeZone')
  if (booked.unpriced > 0n && cost > 0n) found.push('unpriced')
  if (booked.otherCurrency > 0n && cost > 0n) found.push('currency')
  if (booked.unsure > 0n) found.push('cancelled')
  if (billedTokens !== null && isTokensNear && !isCostNear && found.length === 0) found.push('price')
  if (billedTokens !== null && billedTokens > booked.tokens && !isTokensNear && !isShifted) found.push('notInLedger')
  return found.length > 0 ? found : ['unexplained']
}

function hasBill({ billedTokens, billedNano }: Compared): boolean {
  return billedTokens !== null || billedNano !== null
}

function isNear(difference: bigint, of: bigint): boolean {
  return difference * ROUNDING_PARTS <= absolute(of)
}

/** Models whose days differ now this way and now that, so that most of it cancels out: the provider's day ends at another hour. */
function modelsShifted(all: readonly Compared[]): Set<string> {
  const sums = new Map<string, { difference: bigint; absolute: bigint; days: number }>()
  for (const one of all) {
    const isTokens = one.billedTokens !== null || one.billedNano === null
    const billed = (isTokens ? one.billedTokens : one.billedNano) ?? 0n
    const difference = billed - (isTokens ? one.booked.tokens : one.booked.costNano)
    const sum = sums.get(one.model) ?? { difference: 0n, absolute: 0n, days: 0 }
    sum.difference += difference
    sum.absolute += absolute(difference)
    if (!isNear(absolute(difference), billed)) sum.days++
    sums.set(one.model, sum)
  }
  return new Set(
    [...sums].flatMap(([model, sum]) => (sum.days > 1 && absolute(sum.difference) * CANCELS_OUT <= sum.absolute ? [model] : [])),
  )
}

const CANCELS_OUT = 3n

function absolute(amount: bigint): bigint {
  return amount < 0n ? -amount : amount
}
