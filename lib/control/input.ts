/** Parses what comes in: path ids to database ids, the rest by its contract, every mistake named with its field. */
import type { z } from 'zod'
import { Fault } from '@/lib/base/faults'
import { type IdNoun, parsePublicId } from '@/lib/base/ids'

export type PathOf = Record<string, IdNoun>

export type PathInput<P extends PathOf> = { [K in keyof P]: string }

/** The parsed input. An id in the path that cannot be one is simply not there: 404. */
export function parseInput<P extends PathOf, I extends z.ZodObject>(
  spec: { path?: P; in: I },
  input: z.input<I> & PathInput<P>,
): z.output<I> & PathInput<P> {
  const given: Record<string, unknown> = { ...input }
  const path: Record<string, string> = {}
  for (const [name, noun] of Object.entries(spec.path ?? {})) {
    const value = given[name]
    delete given[name]
    path[name] = pathId(noun, value)
  }
  const unstorable = findUnstorable(given, '')
  if (unstorable !== null) throw invalidField(unstorable, 'holds a character that cannot be stored')
  const parsed = spec.in.safeParse(given)
  if (!parsed.success) throw invalid(parsed.error.issues)
  return Object.assign(parsed.data, path as PathInput<P>)
}

/** The database id of an API id that a contract has already checked. */
export function dbId(noun: IdNoun, id: string): string {
  const uuid = parsePublicId(noun, id)
  if (!uuid) throw new Fault('request.invalid', { public: `${id} is not the id of a ${noun}.` })
  return uuid
}

/** The same for an id that may be left out; undefined stays undefined, null stays null. */
export function dbIdOf<T extends string | null | undefined>(noun: IdNoun, id: T): T | string {
  return id ? dbId(noun, id) : id
}

/** A mistake in one field of the input that only the database could tell. */
export function invalidField(path: string, message: string): Fault {
  return new Fault('request.invalid', { public: `${path} ${message}.`, fields: [{ path, message }] })
}

/** No contract of ours is deeper; what is would overflow the stack of whoever walks it. */
const DEEPEST = 32

/** The path of the first text with a NUL or half a surrogate pair, which PostgreSQL does not take; null where there is none. */
function findUnstorable(value: unknown, path: string, depth = 0): string | null {
  if (depth > DEEPEST) throw invalidField(path.slice(0, 100), 'is nested too deeply')
  if (typeof value === 'string') return value.includes('\u0000') || /\p{Surrogate}/u.test(value) ? path : null
  if (typeof value !== 'object' || value === null) return null
  for (const [name, inner] of Object.entries(value)) {
    const found = findUnstorable(inner, path ? `${path}.${name}` : name, depth + 1)
    if (found !== null) return found
  }
  return null
}

function pathId(noun: IdNoun, value: unknown): string {
  const uuid = typeof value === 'string' ? parsePublicId(noun, value) : null
  if (!uuid) throw new Fault('resource.not_found')
  return uuid
}

function invalid(issues: z.core.$ZodIssue[]): Fault {
  const fields = issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((name) => ({ path: [...issue.path, name].join('.'), message: 'is not a field here' }))
      : [{ path: issue.path.join('.'), message: sentenceOf(issue) }],
  )
  const named = fields.slice(0, 3).map((field) => `${field.path || 'The input'} ${field.message}`)
  return new Fault('request.invalid', { public: `${named.join('; ')}${fields.length > 3 ? '; and more' : ''}.`, fields })
}

function sentenceOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type' && issue.input === undefined) return 'is missing'
  return issue.message
}
