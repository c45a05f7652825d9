'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getJson, type Query, queryString } from '@/lib/client/api-client'

export type Page<Row> = { items: Row[]; nextCursor: string | null }

/** The first page a server component read, and what it asked, so that the browser need not ask again. */
export type FirstPage<Row> = { query: Query; page: Page<Row> }

/** A page of a list. While the next one loads, the last one stays on screen; `refreshMs` reads it again and again. */
export function useList<Row>(path: string, query: Query, first?: FirstPage<Row>, refreshMs?: number) {
  const isFirst = first !== undefined && queryString(first.query) === queryString(query)
  return useQuery({
    queryKey: [path, 'list', query],
    queryFn: ({ signal }) => getJson<Page<Row>>(path, query, signal),
    initialData: isFirst ? first.page : undefined,
    placeholderData: keepPreviousData,
    refetchInterval: refreshMs ?? false,
  })
}

/** Every row of a list, page by page, for an export. Stops at a bound, so that a browser tab survives it. */
export async function readWholeList<Row>(path: string, query: Query, maxRows = 50_000): Promise<Row[]> {
  const rows: Row[] = []
  let cursor: string | null | undefined
  do {
    const page: Page<Row> = await getJson(path, { ...query, limit: 1000, cursor })
    rows.push(...page.items)
    cursor = page.nextCursor
  } while (cursor && rows.length < maxRows)
  return rows
}
