'use client'

import type { ReactNode } from 'react'
import { ColumnMenu } from '@/components/data-table/column-menu'
import type { ColumnSpec } from '@/components/data-table/columns'
import { CsvButton } from '@/components/data-table/csv-button'
import { DataTable } from '@/components/data-table/data-table'
import { TableToolbar } from '@/components/data-table/table-toolbar'
import { useHiddenColumns } from '@/components/data-table/use-hidden-columns'
import { useTableUrl } from '@/components/data-table/use-table-url'
import { EmptyState } from '@/components/ui/empty-state'

/** A column of rows that are all here: sorted by `value`, or by its text. */
export type LocalColumn<Row> = ColumnSpec<Row> & { value?: (row: Row) => number | bigint | string }

type Props<Row extends { [key: string]: unknown }> = {
  label: string
  columns: LocalColumn<Row>[]
  rows: Row[]
  rowId: (row: Row) => string
  prefix?: string
  empty: ReactNode
  rowActions?: (row: Row) => ReactNode
  hasSearch?: boolean
  /** In the search field, where the label would be too long. */
  searchLabel?: string
}

/** A table of a report: every row is already here, so the browser searches and sorts. */
export function LocalTable<Row extends { [key: string]: unknown }>(props: Props<Row>) {
  const { columns, rows } = props
  const url = useTableUrl(props.prefix)
  const sortable = columns.map((column) => ({ ...column, sortBy: column.id }))
  const [hidden, setHidden] = useHiddenColumns(columns, url)
  const shown = sortRows(searchRows(rows, columns, url.get('search')), columns, url.get('sort'))
  return (
    <div>
      {rows.length === 0 ? null : (
        <TableToolbar url={url} hasSearch={props.hasSearch ?? true} filters={[]} label={props.searchLabel ?? props.label}>
          <ColumnMenu columns={columns} hidden={hidden} onChange={setHidden} />
          <CsvButton name={props.label} columns={columns} read={() => shown} />
        </TableToolbar>
      )}
      <DataTable
        label={props.label}
        columns={sortable}
        rows={shown}
        rowId={props.rowId}
        url={url}
        hidden={hidden}
        sort={url.get('sort')}
        empty={url.get('search') ? <EmptyState title="Nothing matches" advice="Change the search to see more." /> : props.empty}
        rowActions={props.rowActions}
      />
    </div>
  )
}

function searchRows<Row>(rows: Row[], columns: LocalColumn<Row>[], search: string): Row[] {
  const wanted = search.trim().toLowerCase()
  if (!wanted) return rows
  return rows.filter((row) => columns.some((column) => column.text(row).toLowerCase().includes(wanted)))
}

function sortRows<Row>(rows: Row[], columns: LocalColumn<Row>[], sort: string): Row[] {
  const column = columns.find((candidate) => candidate.id === sort.replace(/^-/, ''))
  if (!column) return rows
  const sign = sort.startsWith('-') ? -1 : 1
  const keyOf = column.value ?? column.text
  return rows.toSorted((a, b) => sign * compare(keyOf(a), keyOf(b)))
}

function compare(a: number | bigint | string, b: number | bigint | string): number {
  if (typeof a === 'string' && typeof b === 'string') return a.localeCompare(b)
  return a < b ? -1 : a > b ? 1 : 0
}
