'use client'

import type { ReactNode } from 'react'
import { useState } from 'react'
import { ColumnMenu } from '@/components/data-table/column-menu'
import type { ColumnSpec } from '@/components/data-table/columns'
import { CsvButton } from '@/components/data-table/csv-button'
import { DataTable } from '@/components/data-table/data-table'
import { type TableQuerySpec, tableQuery } from '@/components/data-table/table-query'
import { TableToolbar } from '@/components/data-table/table-toolbar'
import { useHiddenColumns } from '@/components/data-table/use-hidden-columns'
import { useTableUrl } from '@/components/data-table/use-table-url'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { type FirstPage, readWholeList, useList } from '@/lib/client/use-list'

type Props<Row extends { [key: string]: unknown }> = {
  label: string
  /** Under /api/v1. */
  path: string
  columns: ColumnSpec<Row>[]
  rowId: (row: Row) => string
  spec?: TableQuerySpec
  hasSearch?: boolean
  first: FirstPage<Row> | undefined
  /** Shown where there is nothing at all; a search without a hit says so itself. */
  empty: ReactNode
  rowActions?: (row: Row) => ReactNode
  bulk?: Bulk<Row>
  /** Reads the first page again and again: a live tail. */
  refreshMs?: number
  /** Beside what can be done with the whole table. */
  tools?: ReactNode
  /** In the search field, where the label does not say what can be found. */
  searchHint?: string
  /** What of the typed text is searched for. */
  cleanSearch?: (text: string) => string
}

/** One thing done with many rows: which can be chosen, and what is offered once some are. */
export type Bulk<Row> = {
  isSelectable: (row: Row) => boolean
  nameOf: (row: Row) => string
  actions: (rows: Row[], clear: () => void) => ReactNode
}

/** A list of the management API as a table: searched, filtered, sorted and paged by the server, all of it in the URL. */
export function ListTable<Row extends { [key: string]: unknown }>(props: Props<Row>) {
  const { columns, path, spec = {}, hasSearch = true } = props
  const filters = spec.filters ?? []
  const url = useTableUrl(spec.prefix)
  const query = tableQuery(url.params, spec)
  const list = useList<Row>(path, query, props.first, query.cursor ? undefined : props.refreshMs)
  const [hidden, setHidden] = useHiddenColumns(columns, url)
  const [earlier, setEarlier] = useState<string[]>([])

  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const chosen = (list.data?.items ?? []).filter((row) => selected.has(props.rowId(row)))

  const cursor = url.get('cursor')
  const isNarrowed = url.get('search') !== '' || filters.some((filter) => url.get(filter.name) !== '')
  const nextCursor = list.data?.nextCursor
  // With nothing at all there is nothing to search in.
  const isBare = list.data?.items.length === 0 && !isNarrowed && !cursor
  const goOn = () => {
    setEarlier([...earlier, cursor])
    url.set({ cursor: nextCursor ?? '' }, 'push')
  }
  const goBack = () => {
    url.set({ cursor: earlier.at(-1) ?? '' }, 'push')
    setEarlier(earlier.slice(0, -1))
  }

  return (
    <div>
      {isBare ? null : (
        <TableToolbar
          url={url}
          hasSearch={hasSearch}
          filters={filters}
          label={props.label}
          hint={props.searchHint}
          clean={props.cleanSearch}
        >
          {props.tools}
          <ColumnMenu columns={columns} hidden={hidden} onChange={setHidden} />
          <CsvButton
            name={props.label}
            columns={columns}
            read={() => readWholeList<Row>(path, { ...query, cursor: undefined })}
          />
        </TableToolbar>
      )}
      {props.bulk && chosen.length > 0 ? (
        <div role="status" className="mb-2 flex flex-wrap items-center gap-2 rounded-md bg-sunken px-3 py-2">
          <span className="font-medium">{chosen.length} selected</span>
          {props.bulk.actions(chosen, () => setSelected(new Set()))}
          <Button look="quiet" onClick={() => setSelected(new Set())}>
            Select none
          </Button>
        </div>
      ) : null}
      <DataTable
        label={props.label}
        columns={columns}
        rows={list.data?.items}
        rowId={props.rowId}
        url={url}
        hidden={hidden}
        sort={String(query.sort ?? '')}
        error={list.data ? null : list.error}
        onRetry={() => list.refetch()}
        empty={
          isNarrowed ? (
            <EmptyState title="Nothing matches" advice="Change the search or clear the filters to see more." />
          ) : (
            props.empty
          )
        }
        rowActions={props.rowActions}
        selection={
          props.bulk
            ? { ids: selected, onChange: setSelected, isSelectable: props.bulk.isSelectable, nameOf: props.bulk.nameOf }
            : undefined
        }
      />
      {cursor || nextCursor ? (
        <nav aria-label={`Pages of ${props.label.toLowerCase()}`} className="mt-3 flex items-center justify-end gap-2">
          <Button disabled={!cursor} onClick={goBack}>
            {cursor && earlier.length === 0 ? 'First page' : 'Previous'}
          </Button>
          <Button disabled={!nextCursor} onClick={goOn}>
            Next
          </Button>
        </nav>
      ) : null}
    </div>
  )
}
