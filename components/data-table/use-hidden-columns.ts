'use client'

import { useMemo } from 'react'
import type { ColumnSpec } from '@/components/data-table/columns'
import type { TableUrl } from '@/components/data-table/use-table-url'

/** The columns not shown: those the URL names, else those a page hides at first. */
export function useHiddenColumns<Row>(
  columns: ColumnSpec<Row>[],
  url: TableUrl,
): [ReadonlySet<string>, (hidden: string[]) => void] {
  const named = url.get('columns')
  const hidden = useMemo(() => {
    if (!named) return new Set(columns.filter((column) => column.isHiddenAtFirst).map((column) => column.id))
    const shown = new Set(named.split(','))
    return new Set(columns.filter((column, index) => index > 0 && !shown.has(column.id)).map((column) => column.id))
  }, [columns, named])
  const change = (ids: string[]) => {
    const next = new Set(ids)
    url.set({
      columns: columns
        .filter((column) => !next.has(column.id))
        .map((column) => column.id)
        .join(','),
    })
  }
  return [hidden, change]
}
