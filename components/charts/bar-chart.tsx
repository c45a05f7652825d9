'use client'

import dynamic from 'next/dynamic'
import type { BarsProps } from '@/components/charts/bars'
import { ChartFrame } from '@/components/charts/chart-frame'
import { describeShortly } from '@/components/ui/number-text'

/** The library that draws is a third of a page's script: it comes when the page is already there, into a frame that keeps its place. */
const Bars = dynamic(() => import('@/components/charts/bars').then(({ Bars }) => Bars), { ssr: false })

type Props = BarsProps & { title: string; rowTitle: string }

/** Bars over time or by category, stacked where there are several series. */
export function BarChart({ title, rowTitle, ...bars }: Props) {
  const { series, rows, format = describeShortly } = bars
  return (
    <ChartFrame title={title} rowTitle={rowTitle} series={series} rows={rows} format={format}>
      <Bars {...bars} />
    </ChartFrame>
  )
}
