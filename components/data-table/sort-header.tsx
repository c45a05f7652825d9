import { clsx } from 'clsx'
import { ArrowDown, ArrowUp } from 'lucide-react'
import type { ColumnSpec } from '@/components/data-table/columns'

type Props<Row> = { spec: ColumnSpec<Row>; sort: string; onSort: (sort: string) => void }

/** A column's head. Where the list can be sorted by it, a button: up, down, as before. */
export function SortHeader<Row>({ spec, sort, onSort }: Props<Row>) {
  const direction =
    spec.sortBy && sort === spec.sortBy ? 'ascending' : spec.sortBy && sort === `-${spec.sortBy}` ? 'descending' : undefined
  const look = clsx(
    'px-2 py-2 text-left text-xs font-medium whitespace-nowrap text-ink-muted first:pl-0',
    spec.isNumeric && 'text-right',
  )
  const { sortBy } = spec
  if (!sortBy) {
    return (
      <th scope="col" className={look}>
        {spec.title}
      </th>
    )
  }
  const next = direction === 'ascending' ? `-${sortBy}` : direction === 'descending' ? '' : sortBy
  const Arrow = direction === 'descending' ? ArrowDown : ArrowUp
  return (
    <th scope="col" aria-sort={direction ?? 'none'} className={look}>
      <button
        type="button"
        className={clsx(
          'group inline-flex items-center gap-1 rounded hover:text-ink',
          spec.isNumeric && 'flex-row-reverse',
          direction && 'text-ink',
        )}
        onClick={() => onSort(next)}
      >
        {spec.title}
        <Arrow
          aria-hidden
          className={clsx('size-3', !direction && 'opacity-0 group-hover:opacity-60 group-focus-visible:opacity-60')}
        />
      </button>
    </th>
  )
}
