'use client'

import dynamic from 'next/dynamic'
import { ChartFrame, type ChartRow, type Series } from '@/components/charts/chart-frame'

const LyingBars = dynamic(() => import('@/components/charts/lying-bars').then(({ LyingBars }) => LyingBars), { ssr: false })

type Props = { title: string; rowTitle: string; measure: string; rows: ChartRow[]; format: (value: number) => string }

const ROW_PX = 32

/** One bar for each name, lying down, so that names of any length can be read. */
export function CategoryChart({ title, rowTitle, measure, rows, format }: Props) {
  const series: [Series] = [{ key: 'value', label: measure }]
  const heightPx = rows.length * ROW_PX + 28
  return (
    <ChartFrame title={title} rowTitle={rowTitle} series={series} rows={rows} format={format} heightPx={heightPx}>
      <LyingBars series={series} rows={rows} heightPx={heightPx} format={format} />
    </ChartFrame>
  )
}
