/** Lists: what may be asked of every one of them, and what each answers. */
import { z } from 'zod'

/** The parameters all lists take. `sort` is a field, or `-field` for descending. */
export const listQuery = z.strictObject({
  limit: z.coerce.number('must be a number').int().min(1).max(1000, 'must be at most 1000').default(50),
  cursor: z.string().max(500).optional(),
  search: z.string().trim().max(200).optional(),
  sort: z
    .string()
    .regex(/^-?[A-Za-z]+$/, 'must be a field, or -field for descending')
    .optional(),
})

export type ListQuery = z.output<typeof listQuery>

export type Page<T> = { items: T[]; nextCursor: string | null }

/** `{items, nextCursor}` of a noun. */
export function pageOf<T extends z.ZodType>(item: T, id: string) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() }).meta({ id })
}

/** An input without fields. */
export const empty = z.strictObject({})

/** What a deletion answers. */
export const deleted = z.object({ deleted: z.literal(true) }).meta({ id: 'Deleted' })
