'use client'

import Link from 'next/link'
import { type ReactNode, useId, useState } from 'react'
import { chartColour } from '@/components/charts/palette'

/** `colour` only for trouble: refusals and failures; all else takes the palette in its order. */
export type Series = { key: string; label: string; colour?: string }

/** `href` leads to what a row is made of; in the table, where it can be reached by keyboard. */
export type ChartRow = { label: string; values: Record<string, number>; href?: string }

type Props = {
  title: string
  /** What the rows are: "Day", "Tenant". */
  rowTitle: string
  series: Series[]
  rows: ChartRow[]
  format: (value: number) => string
  heightPx?: number
  children: ReactNode
}

/** A chart with its title, its legend and, behind a button, the same figures as a table. */
export function ChartFrame({ title, rowTitle, series, rows, format, heightPx = 224, children }: Props) {
  const [isTable, setIsTable] = useState(false)
  const id = useId()
  return (
    <figure aria-labelledby={id} className="min-w-0">
      <figcaption className="mb-2 flex flex-wrap items-center gap-x-4 gap-y-1">
        <span id={id} className="font-medium">
          {title}
        </span>
        {series.length > 1 ? (
          <span className="flex flex-wrap gap-x-3 gap-y-1 text-sm text-ink-muted">
            {series.map((one, index) => (
              <span key={one.key} className="inline-flex items-center gap-1.5">
                <span aria-hidden className="size-2.5 rounded-xs" style={{ background: one.colour ?? chartColour(index) }} />
                {one.label}
              </span>
            ))}
          </span>
        ) : null}
        <button
          type="button"
          aria-pressed={isTable}
          className="ml-auto rounded text-sm text-ink-muted underline-offset-2 hover:text-ink hover:underline"
          onClick={() => setIsTable(!isTable)}
        >
          {isTable ? 'Show as chart' : 'Show as table'}
        </button>
      </figcaption>
      {isTable ? (
        <FigureTable rowTitle={rowTitle} series={series} rows={rows} format={format} />
      ) : (
        <div style={{ height: heightPx }}>{children}</div>
      )}
    </figure>
  )
}

function FigureTable({ rowTitle, series, rows, format }: Pick<Props, 'rowTitle' | 'series' | 'rows' | 'format'>) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className="max-h-56 overflow-auto" tabIndex={0} aria-label="Figures">
      <table className="w-full text-sm">
        <thead className="sticky top-0 bg-canvas">
          <tr className="border-b border-line text-left text-xs text-ink-muted">
            <th scope="col" className="py-1.5 font-medium">
              {rowTitle}
            </th>
            {series.map((one) => (
              <th key={one.key} scope="col" className="py-1.5 pl-3 text-right font-medium">
                {one.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.label} className="border-b border-line">
              <th scope="row" className="py-1 text-left font-normal">
                {row.href ? (
                  <Link href={row.href} className="underline decoration-line underline-offset-4">
                    {row.label}
                  </Link>
                ) : (
                  row.label
                )}
              </th>
              {series.map((one) => (
                <td key={one.key} className="py-1 pl-3 text-right">
                  {format(row.values[one.key] ?? 0)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
