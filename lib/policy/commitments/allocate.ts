/** Who pays an hour of provisioned throughput: what was used by whom used it, what was idle by the rule agreed on. */
import { divideRounded } from '@/lib/base/money'
import { splitNano } from '@/lib/policy/commitments/split'

export type CommitmentTerms = {
  hourlyNano: bigint
  /** Weighted tokens all units can serve in an hour. */
  perHour: bigint
  units: number
  ownerId: string
  idleRule: 'central' | 'reservation' | 'use'
  reservations: readonly { tenantId: string; units: number }[]
}

/** Whose, and of which of its days: an hour may lie in two of them. */
export type ShareKey = {
  tenantId: string
  /** YYYY-MM-DD */
  day: string
  productId: string | null
  subscriptionId: string | null
  model: string | null
}

export type Use = ShareKey & { weight: bigint }
export type Share = ShareKey & { isUsed: boolean; costNano: bigint }

/** The shares of an hour: they add up to what it costs, to the nano. `dayOf` is a tenant's calendar day when the hour began. */
export function allocateHour(terms: CommitmentTerms, uses: readonly Use[], dayOf: (tenantId: string) => string): Share[] {
  const usedNano = usedOf(terms, uses)
  const used = shared(usedNano, uses, true)
  const idle = shared(terms.hourlyNano - usedNano, idleParts(terms, uses, dayOf), false)
  return [...used, ...idle].filter(({ costNano }) => costNano !== 0n)
}

/** All of it where more was used than it can serve. */
export function usedOf({ hourlyNano, perHour }: CommitmentTerms, uses: readonly { weight: bigint }[]): bigint {
  const weight = uses.reduce((sum, use) => sum + use.weight, 0n)
  return weight >= perHour ? hourlyNano : divideRounded(hourlyNano * weight, perHour)
}

function shared(totalNano: bigint, uses: readonly Use[], isUsed: boolean): Share[] {
  const parts = splitNano(
    totalNano,
    uses.map(({ weight }) => weight),
  )
  return uses.map(({ weight: _, ...key }, at) => ({ ...key, isUsed, costNano: parts[at] ?? 0n }))
}

function idleParts(terms: CommitmentTerms, uses: readonly Use[], dayOf: (tenantId: string) => string): Use[] {
  const { idleRule, ownerId, reservations, units } = terms
  const of = (tenantId: string, weight: bigint): Use => {
    return { tenantId, day: dayOf(tenantId), productId: null, subscriptionId: null, model: null, weight }
  }
  if (idleRule === 'use' && uses.some(({ weight }) => weight > 0n)) return [...uses]
  if (idleRule !== 'reservation') return [of(ownerId, 1n)]
  const reserved = reservations.reduce((sum, one) => sum + one.units, 0)
  const rest = units > reserved ? [of(ownerId, BigInt(units - reserved))] : []
  return [...reservations.map((one) => of(one.tenantId, BigInt(one.units))), ...rest]
}

/** What a call weighs: what is read from the cache is free, an answer's token costs as much work as several of the prompt. */
export function weightOf(
  tokens: Record<'input' | 'cacheWrite' | 'cacheWrite1h' | 'audioIn' | 'output' | 'reasoning' | 'audioOut', bigint>,
  outputWeight: number,
): bigint {
  const { input, cacheWrite, cacheWrite1h, audioIn, output, reasoning, audioOut } = tokens
  return input + cacheWrite + cacheWrite1h + audioIn + BigInt(outputWeight) * (output + reasoning + audioOut)
}

/** One share for each key, in the order they first come. */
export function summedShares(shares: readonly Share[]): Share[] {
  const byKey = new Map<string, Share>()
  for (const share of shares) {
    const { tenantId, day, productId, subscriptionId, model, isUsed, costNano } = share
    const key = JSON.stringify([tenantId, day, subscriptionId, model, isUsed])
    const known = byKey.get(key)
    if (known) known.costNano += costNano
    else byKey.set(key, { tenantId, day, productId, subscriptionId, model, isUsed, costNano })
  }
  return [...byKey.values()].filter(({ costNano }) => costNano !== 0n)
}
