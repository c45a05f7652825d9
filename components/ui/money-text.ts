import { parseNano } from '@/lib/base/money'

/** A decimal amount as people read it: two decimals, or three significant figures where two decimals would say nothing. */
export function describeMoney(amount: string, currency: string): string {
  const nano = parseNano(amount) ?? 0n
  const abs = nano < 0n ? -nano : nano
  const isTiny = abs > 0n && abs < 100_000_000n
  return formatOf(currency, isTiny).format(amount as `${number}`)
}

const formats = new Map<string, Intl.NumberFormat>()

/** Making a format takes as long as a hundred uses of it. */
function formatOf(currency: string, isTiny: boolean): Intl.NumberFormat {
  const name = `${currency} ${isTiny}`
  let format = formats.get(name)
  if (!format) {
    const digits = isTiny
      ? { maximumSignificantDigits: 3, minimumSignificantDigits: 2 }
      : { minimumFractionDigits: 2, maximumFractionDigits: 2 }
    format = new Intl.NumberFormat('en-US', { style: 'currency', currency, ...digits })
    formats.set(name, format)
  }
  return format
}
