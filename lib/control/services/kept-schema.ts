/**
 * A schema of somebody else's document, written anew: references resolved, and bounded in depth, number and letters, whatever it holds. Of a
 * list or an object only its beginning is ever looked at, for it may be named from a thousand places.
 */
import { type Loose, looseOf, textOf } from '@/lib/control/services/loose'

export type Schema = {
  type?: string
  description?: string
  enum?: (string | number | boolean)[]
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
}

/** What may still be kept of a document: schemas, and letters of all its texts. */
export type Left = { schemas: number; letters: number }

const DEEPEST = 4
const MOST_FIELDS = 60
const LONGEST_NAME = 120
const LONGEST_REF = 500

export function keptAtMost(): Left {
  return { schemas: 5_000, letters: 500_000 }
}

/** The text, as long as there are letters left. */
export function kept(text: string, left: Left): string {
  left.letters -= text.length
  return left.letters < 0 ? '' : text
}

export function schemaOf(value: unknown, source: Loose | null, depth: number, left: Left): Schema {
  if (left.schemas-- <= 0 || depth > DEEPEST) return {}
  const schema = resolved(value, source)
  if (!schema) return {}
  const type = Array.isArray(schema.type) ? schema.type.slice(0, 5).find((one) => one !== 'null') : schema.type
  const description = kept(textOf(schema.description, 300), left)
  const properties = firstEntries(looseOf(schema.properties) ?? {}, MOST_FIELDS)
  const values = firstOf(schema.enum).flatMap((one) => plainOf(one, left))
  const required = firstOf(schema.required).flatMap((one) => (typeof one === 'string' ? nameOf(one, left) : []))
  return {
    ...(typeof type === 'string' ? { type: type.slice(0, 20) } : properties.length > 0 ? { type: 'object' } : {}),
    ...(description ? { description } : {}),
    ...(values.length > 0 ? { enum: values } : {}),
    ...(properties.length > 0 ? { properties: fieldsOf(properties, source, depth + 1, left) } : {}),
    ...(required.length > 0 ? { required } : {}),
    ...(schema.items === undefined ? {} : { items: schemaOf(schema.items, source, depth + 1, left) }),
  }
}

function fieldsOf(properties: [string, unknown][], source: Loose | null, depth: number, left: Left): Record<string, Schema> {
  const fields: Record<string, Schema> = {}
  for (const [given, inner] of properties) {
    if (left.schemas <= 0) break
    for (const name of nameOf(given, left)) fields[name] = schemaOf(inner, source, depth, left)
  }
  return fields
}

/** Follows references within the document, a few steps at most; null for what leads elsewhere. */
export function resolved(value: unknown, source: Loose | null): Loose | null {
  let found = looseOf(value)
  for (let steps = 0; found && typeof found.$ref === 'string'; steps++) {
    const { $ref } = found
    if (steps === 8 || $ref.length > LONGEST_REF || !$ref.startsWith('#/') || !source) return null
    let at: unknown = source
    for (const name of $ref.slice(2).split('/')) {
      const key = name.replaceAll('~1', '/').replaceAll('~0', '~')
      const here = looseOf(at)
      at = here && Object.hasOwn(here, key) ? here[key] : undefined
    }
    found = looseOf(at)
  }
  return found
}

/** Without walking the rest. */
export function firstEntries(object: Loose, most: number): [string, unknown][] {
  const entries: [string, unknown][] = []
  for (const name in object) {
    if (entries.length === most) break
    if (Object.hasOwn(object, name)) entries.push([name, object[name]])
  }
  return entries
}

function firstOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value.slice(0, MOST_FIELDS) : []
}

function nameOf(name: string, left: Left): string[] {
  if (name.length > LONGEST_NAME) return []
  const text = kept(name, left)
  return text === '' ? [] : [text]
}

function plainOf(value: unknown, left: Left): (string | number | boolean)[] {
  if (typeof value === 'string') return nameOf(value, left)
  return typeof value === 'number' || typeof value === 'boolean' ? [value] : []
}
