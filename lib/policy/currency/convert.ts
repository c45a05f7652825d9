/** Money of one currency in another, at the rate published for a month. */
import { divideRounded, formatNano, NANO } from '@/lib/base/money'

/** What one unit of a currency is worth in another, in nano-units of the other. */
export type Rate = { month: string; from: string; to: string; rateNano: bigint; source: string }

/** Rounded once, half away from zero. A total is the sum of its converted lines, never a converted sum. */
export function convertNano(costNano: bigint, rateNano: bigint): bigint {
  return divideRounded(costNano * rateNano, NANO)
}

export type Converted = {
  /** What could be converted, in the reporting currency. */
  totalNano: bigint
  /** The rates that were used. */
  rates: Rate[]
  /** Lines in these currencies have no rate for their month, and are not in the total. */
  missing: { month: string; currency: string }[]
}

/** The total of lines of several currencies and months in one currency: each line converted and rounded by itself, then summed. */
export function convertLines(
  lines: readonly { month: string; currency: string; costNano: bigint }[],
  to: string,
  rates: readonly Rate[],
): Converted {
  const byKey = new Map(rates.filter((rate) => rate.to === to).map((rate) => [`${rate.month} ${rate.from}`, rate]))
  const used = new Map<string, Rate>()
  const missing = new Map<string, { month: string; currency: string }>()
  let totalNano = 0n
  for (const { month, currency, costNano } of lines) {
    const key = `${month} ${currency}`
    const rate = byKey.get(key)
    if (currency === to) totalNano += costNano
    else if (rate) {
      totalNano += convertNano(costNano, rate.rateNano)
      used.set(key, rate)
    } else if (costNano !== 0n) missing.set(key, { month, currency })
  }
  return { totalNano, rates: [...used.values()], missing: [...missing.values()] }
}

/** "1 INR = 0.0118 USD (2026-10, ECB)". */
export function rateText({ month, from, to, rateNano, source }: Rate): string {
  return `1 ${from} = ${formatNano(rateNano)} ${to} (${month}, ${source})`
}
