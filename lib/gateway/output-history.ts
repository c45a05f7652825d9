/**
 * How long answers of a model in a product have been: the mean, and a bound that 999 of 1,000 stayed under. A histogram of
 * fifty buckets that each grow by a quarter; nothing per call is kept.
 */
const GROWTH = 1.25
const BUCKETS = 60
const ENOUGH = 1_000

export type OutputHistory = {
  note(model: string, productId: string, outputTokens: number): void
  /** The mean, or null before anything was noted. */
  meanOf(model: string, productId: string): number | null
  /** The 99.9th percentile rounded up to its bucket, or null before a thousand answers. */
  p999Of(model: string, productId: string): number | null
}

type Series = { counts: Uint32Array; total: number; sum: number }

export function createOutputHistory(): OutputHistory {
  /** By product, then by model: names made of both would be hashed anew for every call. */
  const all = new Map<string, Map<string, Series>>()
  const find = (model: string, productId: string) => all.get(productId)?.get(model)
  const add = (model: string, productId: string) => {
    const series: Series = { counts: new Uint32Array(BUCKETS), total: 0, sum: 0 }
    const ofProduct = all.get(productId)
    if (ofProduct) ofProduct.set(model, series)
    else all.set(productId, new Map([[model, series]]))
    return series
  }
  return {
    note(model, productId, outputTokens) {
      const series = find(model, productId) ?? add(model, productId)
      const bucket = outputTokens <= 1 ? 0 : Math.min(BUCKETS - 1, Math.ceil(Math.log(outputTokens) / Math.log(GROWTH)))
      series.counts[bucket] = (series.counts[bucket] ?? 0) + 1
      series.total++
      series.sum += outputTokens
    },
    meanOf(model, productId) {
      const series = find(model, productId)
      return series && series.total > 0 ? Math.ceil(series.sum / series.total) : null
    },
    p999Of(model, productId) {
      const series = find(model, productId)
      if (!series || series.total < ENOUGH) return null
      let above = Math.floor(series.total / 1_000)
      for (let bucket = BUCKETS - 1; bucket >= 0; bucket--) {
        above -= series.counts[bucket] ?? 0
        if (above < 0) return Math.ceil(GROWTH ** bucket)
      }
      return 1
    },
  }
}
