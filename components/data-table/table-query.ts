/**
 * What a table asks, read from the page's URL. Pure, so that the server component that reads the first page and the browser
 * that reads the next one ask exactly the same.
 */
import type { FilterSpec } from '@/components/data-table/columns'
import type { Query } from '@/lib/client/api-client'

export type TableQuerySpec = {
  /** The filters the URL may carry. */
  filters?: readonly FilterSpec[]
  /** What is always asked, such as the tenant of a tenant's page. */
  fixed?: Query
  defaultSort?: string
  /** Where two tables share a page, each has its own names in the URL. */
  prefix?: string
}

export type SearchParams = Record<string, string | string[] | undefined>

export function tableQuery(params: SearchParams, spec: TableQuerySpec): Query {
  const read = (name: string) => first(params[`${spec.prefix ?? ''}${name}`])
  const query: Query = { limit: 50, ...spec.fixed }
  const sort = read('sort') ?? spec.defaultSort
  if (sort) query.sort = sort
  for (const name of ['search', 'cursor', ...(spec.filters ?? []).map((filter) => filter.name)]) {
    const value = read(name)
    if (value) query[name] = value
  }
  return query
}

function first(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value
}
