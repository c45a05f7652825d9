'use client'

import { clsx } from 'clsx'
import type { KeyboardEvent, ReactNode } from 'react'
import type { ColumnSpec } from '@/components/data-table/columns'
import { SortHeader } from '@/components/data-table/sort-header'
import { TableSkeleton } from '@/components/data-table/table-skeleton'
import type { TableUrl } from '@/components/data-table/use-table-url'
import { ErrorState } from '@/components/ui/error-state'
import { Checkbox } from '@/components/ui/input'

export type DataTableProps<Row extends { [key: string]: unknown }> = {
  /** What the rows are; read aloud with the table. */
  label: string
  columns: ColumnSpec<Row>[]
  rows: Row[] | undefined
  rowId: (row: Row) => string
  url: TableUrl
  hidden: ReadonlySet<string>
  sort: string
  error?: unknown
  onRetry?: () => void
  empty: ReactNode
  /** What can be done with a row, at its end. */
  rowActions?: (row: Row) => ReactNode
  selection?: Selection<Row>
}

/** Rows that are chosen, to do one thing with all of them. */
export type Selection<Row> = {
  ids: ReadonlySet<string>
  onChange: (ids: Set<string>) => void
  isSelectable: (row: Row) => boolean
  /** Read aloud with the box. */
  nameOf: (row: Row) => string
}

/** The table itself. On a phone each row becomes a block of labelled lines; arrow keys move between rows. */
export function DataTable<Row extends { [key: string]: unknown }>(props: DataTableProps<Row>) {
  const { rows, rowActions, selection } = props
  const columns = props.columns.filter(({ id }) => !props.hidden.has(id))
  if (props.error) return <ErrorState error={props.error} onRetry={props.onRetry} />
  if (!rows) return <TableSkeleton />
  if (rows.length === 0) return props.empty
  const selectable = selection ? rows.filter(selection.isSelectable).map(props.rowId) : []

  return (
    <div className="relative sm:overflow-x-auto">
      <table className="w-full border-collapse text-sm max-sm:block" aria-label={props.label} onKeyDown={moveBetweenRows}>
        <thead className="max-sm:hidden">
          <tr className="border-b border-line">
            {selection ? (
              <th scope="col" className="w-px py-2 pr-2">
                <SelectBox
                  label={`Select all ${props.label.toLowerCase()}`}
                  isChecked={selectable.length > 0 && selectable.every((id) => selection.ids.has(id))}
                  onChange={(isChecked) => selection.onChange(new Set(isChecked ? selectable : []))}
                />
              </th>
            ) : null}
            {columns.map((column) => (
              <SortHeader key={column.id} spec={column} sort={props.sort} onSort={(sort) => props.url.set({ sort })} />
            ))}
            {rowActions ? (
              <th scope="col" className="w-px px-2 py-2">
                <span className="sr-only">Actions</span>
              </th>
            ) : null}
          </tr>
        </thead>
        <tbody className="max-sm:block">
          {rows.map((row) => (
            <tr key={props.rowId(row)} className="border-b border-line hover:bg-sunken max-sm:block max-sm:py-2">
              {selection ? (
                <td className="py-2 pr-2 align-top max-sm:block max-sm:py-0.5">
                  {selection.isSelectable(row) ? (
                    <SelectBox
                      label={`Select ${selection.nameOf(row)}`}
                      isChecked={selection.ids.has(props.rowId(row))}
                      onChange={(isChecked) => selection.onChange(changed(selection.ids, props.rowId(row), isChecked))}
                    />
                  ) : null}
                </td>
              ) : null}
              {columns.map((column, index) => (
                <td
                  key={column.id}
                  className={clsx(
                    'px-2 py-2 align-top first:pl-0 max-sm:px-0 max-sm:py-0.5',
                    column.isNumeric && 'text-right max-sm:text-left',
                    index === 0
                      ? 'font-medium sm:min-w-36 max-sm:block max-sm:text-base'
                      : 'max-sm:grid max-sm:grid-cols-[7.5rem_1fr] max-sm:gap-2',
                  )}
                >
                  {index > 0 ? (
                    <span aria-hidden className="text-ink-muted sm:hidden">
                      {column.title}
                    </span>
                  ) : null}
                  <span className="min-w-0 break-words">{column.cell?.(row) ?? column.text(row)}</span>
                </td>
              ))}
              {rowActions ? (
                <td className="px-2 py-1 text-right align-top whitespace-nowrap max-sm:-ml-2 max-sm:block max-sm:px-0 max-sm:text-left">
                  {rowActions(row)}
                </td>
              ) : null}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function changed(ids: ReadonlySet<string>, id: string, isIn: boolean): Set<string> {
  const next = new Set(ids)
  if (isIn) next.add(id)
  else next.delete(id)
  return next
}

function SelectBox({ label, isChecked, onChange }: { label: string; isChecked: boolean; onChange: (is: boolean) => void }) {
  return <Checkbox aria-label={label} checked={isChecked} onChange={(event) => onChange(event.target.checked)} />
}

function moveBetweenRows(event: KeyboardEvent<HTMLTableElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
  const target = event.target as HTMLElement
  if (target.matches('input, select, textarea, [aria-haspopup]')) return
  const row = target.closest('tr')
  const next = event.key === 'ArrowDown' ? row?.nextElementSibling : row?.previousElementSibling
  const focusable = next?.querySelector<HTMLElement>('a, button')
  if (!focusable) return
  event.preventDefault()
  focusable.focus()
}
