/** What every page does first: who is asking, and the first page of its list. */
import { notFound } from 'next/navigation'
import { type SearchParams, type TableQuerySpec, tableQuery } from '@/components/data-table/table-query'
import type { Actor } from '@/lib/access/actor'
import { isFault } from '@/lib/base/faults'
import type { FirstPage, Page } from '@/lib/client/use-list'

export type PageProps = { searchParams: Promise<SearchParams> }
export type DetailProps = { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> }

type ListOf<Row> = (actor: Actor, input: never) => Promise<Page<Row>>

/** A list inside of something, such as a tenant's members: its table asks by path for what is asked here by `ids`. */
export function listWithin<Row>(list: ListOf<Row>, ids: Record<string, string>): ListOf<Row> {
  return (actor, input) => list(actor, { ...(input as object), ...ids } as never)
}

/** What can be sent to a browser: filters look their options up by functions, and those stay where the table is. */
type BareSpec = TableQuerySpec & { filters?: never }

/** A table that is one of several on its page: what it asks, and the first page of that. */
export async function tableOf<Row>(list: ListOf<Row>, actor: Actor, params: SearchParams, spec: BareSpec) {
  return { spec, first: await firstPage(list, actor, params, spec) }
}

/** The first page a table shows. A filter in the URL that makes no sense is left to the table, which says so. */
export async function firstPage<Row>(
  list: ListOf<Row>,
  actor: Actor,
  params: SearchParams,
  spec: TableQuerySpec = {},
): Promise<FirstPage<Row> | undefined> {
  const query = tableQuery(params, spec)
  try {
    return { query, page: await list(actor, query as never) }
  } catch (error) {
    if (isFault(error) && error.status < 500) return undefined
    throw error
  }
}

/** As many rows as a list gives at once, for the figures in a page's sentence. */
export async function allOf<Row>(list: ListOf<Row>, actor: Actor, filter: Record<string, unknown> = {}): Promise<Row[]> {
  const page = await list(actor, { ...filter, limit: 1000 } as never)
  return page.items
}

/** The resource, or null where it is gone or not the reader's to see. */
export async function orNull<T>(read: Promise<T>): Promise<T | null> {
  try {
    return await read
  } catch (error) {
    if (isFault(error) && error.status < 500) return null
    throw error
  }
}

/** The resource, or the page that says there is none: not there and not yours look the same. */
export async function found<T>(read: Promise<T>): Promise<T> {
  try {
    return await read
  } catch (error) {
    if (isFault(error) && (error.status === 404 || error.status === 422)) notFound()
    throw error
  }
}
