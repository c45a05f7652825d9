'use client'

import { CategoryChart } from '@/components/charts/category-chart'
import { describeCount } from '@/components/ui/number-text'
import type { CacheLine } from '@/lib/contracts/cache'

const MOST_BARS = 10

/** Answers that came from the cache, the most first. */
export function CacheChart({ lines }: { lines: CacheLine[] }) {
  const rows = lines
    .filter(({ hits }) => hits > 0)
    .toSorted((a, b) => b.hits - a.hits)
    .slice(0, MOST_BARS)
    .map(({ productName, model, hits }) => ({ label: `${productName}, ${model}`, values: { value: hits } }))
  if (rows.length === 0) return null
  return (
    <CategoryChart
      title="Answered from the cache in the last 30 days"
      rowTitle="Product and model"
      measure="Calls"
      rows={rows}
      format={describeCount}
    />
  )
}
