/**
 * Money is a bigint of nano-units (1 USD = 1,000,000,000 nano) with its currency beside it. Decimal strings only at
 * the edges; no float ever touches an amount.
 */
export const NANO = 1_000_000_000n

/** The exact decimal string of a nano amount: 1500000000n → "1.5", 1n → "0.000000001". */
export function formatNano(nano: bigint): string {
  const sign = nano < 0n ? '-' : ''
  const abs = nano < 0n ? -nano : nano
  const fraction = (abs % NANO).toString().padStart(9, '0').replace(/0+$/, '')
  return `${sign}${abs / NANO}${fraction ? `.${fraction}` : ''}`
}

/** The nano amount of a decimal string with at most nine decimals, or null where it is not one. */
export function parseNano(text: string): bigint | null {
  const match = /^(-?)(\d{1,12})(?:\.(\d{1,9}))?$/.exec(text)
  if (!match) return null
  const [, sign, whole = '0', fraction = ''] = match
  const nano = BigInt(whole) * NANO + BigInt(fraction.padEnd(9, '0'))
  return sign ? -nano : nano
}

/** n / d, rounded half away from zero; d > 0. */
export function divideRounded(n: bigint, d: bigint): bigint {
  const half = d / 2n
  return n >= 0n ? (n + half) / d : -((-n + half) / d)
}
