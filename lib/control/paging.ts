/** Pages by keyset: a cursor names the last row seen, so a page costs the same wherever it is and never skips or repeats. */
import { z } from 'zod'
import { Fault } from '@/lib/base/faults'
import type { Page } from '@/lib/contracts/paging'

/** How a column's value goes into a cursor and comes back. */
export type SortKind = 'text' | 'time' | 'number'

/** Conditions and orders built by name; each list names only columns its table has. */
type Built = Record<string, never>

export type PageSpec<Row, Out> = {
  query: { limit: number; cursor?: string | undefined; sort?: string | undefined }
  /** Sortable columns; the first is the default. Every row has a value in each. */
  sorts: Record<string, SortKind>
  defaultSort: string
  /** The unique column that breaks ties. */
  tie?: string
  fetch(args: { after: Built; orderBy: Built[]; take: number }): Promise<Row[]>
  view(row: Row): Out | Promise<Out>
}

/** One page, and the cursor of the next where there is more. */
export async function pageOf<Row extends object, Out>(spec: PageSpec<Row, Out>): Promise<Page<Out>> {
  const { query, tie = 'id' } = spec
  const sort = query.sort ?? spec.defaultSort
  const field = sort.replace(/^-/, '')
  const kind = Object.hasOwn(spec.sorts, field) ? spec.sorts[field] : undefined
  if (!kind) {
    const message = `must be one of ${Object.keys(spec.sorts).join(', ')}`
    throw new Fault('request.invalid', { public: `sort ${message}.`, fields: [{ path: 'sort', message }] })
  }
  const direction = sort.startsWith('-') ? 'desc' : 'asc'
  const orderBy = (field === tie
    ? [{ [field]: direction }]
    : [{ [field]: direction }, { [tie]: direction }]) as unknown as Built[]
  const after = query.cursor ? afterCursor(query.cursor, sort, field, kind, direction, tie) : {}
  const rows = await spec.fetch({ after: after as Built, orderBy, take: query.limit + 1 })
  const shown = rows.slice(0, query.limit)
  const last = shown.at(-1)
  const nextCursor = rows.length > query.limit && last ? encodeCursor(last, sort, field, tie) : null
  return { items: await Promise.all(shown.map(spec.view)), nextCursor }
}

function afterCursor(
  cursor: string,
  sort: string,
  field: string,
  kind: SortKind,
  direction: 'asc' | 'desc',
  tie: string,
): object {
  const [sortedBy, value, id] = decodeCursor(cursor)
  if (sortedBy !== sort || (tie === 'id' && !/^[0-9a-f-]{36}$/.test(id))) throw badCursor()
  const beyond = direction === 'asc' ? 'gt' : 'lt'
  const at = fromText(value, kind)
  if (field === tie) return { [tie]: { [beyond]: at } }
  return { OR: [{ [field]: { [beyond]: at } }, { [field]: at, [tie]: { [beyond]: id } }] }
}

function encodeCursor(row: object, sort: string, field: string, tie: string): string {
  const values = row as Record<string, unknown>
  return Buffer.from(JSON.stringify([sort, toText(values[field]), toText(values[tie])])).toString('base64url')
}

const cursorShape = z.tuple([z.string(), z.string(), z.string()])

function decodeCursor(cursor: string): [string, string, string] {
  try {
    return cursorShape.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')))
  } catch {
    throw badCursor()
  }
}

function badCursor(): Fault {
  const fields = [{ path: 'cursor', message: 'is not a cursor of this list' }]
  return new Fault('request.invalid', { public: 'cursor is not a cursor of this list.', fields })
}

/** Postgres knows no later year than JavaScript's dates go; nobody pages there. */
const LAST_INSTANT_MS = Date.parse('9999-12-31T23:59:59Z')

function toText(value: unknown): string {
  return value instanceof Date ? value.toISOString() : String(value)
}

function fromText(value: string, kind: SortKind): string | number | Date {
  if (kind === 'text') return value
  const parsed = kind === 'time' ? new Date(value) : Number(value)
  if (Number.isNaN(Number(parsed)) || (kind === 'time' && Math.abs(Number(parsed)) > LAST_INSTANT_MS)) throw badCursor()
  return parsed
}
