const whole = new Intl.NumberFormat('en-US')
const short = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 })

/** A count with its thousands grouped. */
export function describeCount(value: number): string {
  return whole.format(value)
}

/** A count for a chart's axis or a tile: 1.2M. */
export function describeShortly(value: number): string {
  return Math.abs(value) < 10_000 ? whole.format(value) : short.format(value)
}

/** "1 key", "3 keys". */
export function countOf(value: number, noun: string, plural = `${noun}s`): string {
  return `${describeCount(value)} ${value === 1 ? noun : plural}`
}

/** A share of a whole in per cent, without decimals above one. */
export function describeShare(part: number, all: number): string {
  if (all <= 0) return '0%'
  const share = (100 * part) / all
  if (share > 0 && share < 0.1) return '<0.1%'
  return `${share > 0 && share < 1 ? share.toFixed(1) : Math.round(share)}%`
}
