/** A value that satisfies a JSON schema, as far as models are asked for: objects, lists, enums, references, numbers, texts. */
import { isObject, type JsonObject, listOf } from './json'
import { integerBetween, type Random } from './random'

export function answerSchema(schema: unknown, random: Random, root: unknown = schema, depth = 0): unknown {
  if (!isObject(schema) || depth > 12) return null
  if (typeof schema.$ref === 'string') return answerSchema(followReference(root, schema.$ref), random, root, depth + 1)
  if ('const' in schema) return schema.const
  if (Array.isArray(schema.enum)) return schema.enum[integerBetween(random, 0, schema.enum.length - 1)]
  const options = listOf(schema.anyOf ?? schema.oneOf)
  if (options.length > 0) return answerSchema(options[0], random, root, depth + 1)
  const type = Array.isArray(schema.type) ? schema.type[0] : (schema.type ?? (schema.properties ? 'object' : 'string'))
  switch (type) {
    case 'object':
      return answerObject(schema, random, root, depth)
    case 'array':
      return Array.from({ length: boundedInteger(schema, 'minItems', 'maxItems', random, 1, 3) }, () =>
        answerSchema(schema.items, random, root, depth + 1),
      )
    case 'integer':
      return boundedInteger(schema, 'minimum', 'maximum', random, 1, 100)
    case 'number':
      return boundedInteger(schema, 'minimum', 'maximum', random, 1, 100)
    case 'boolean':
      return random() < 0.5
    case 'null':
      return null
    default:
      return answerText(schema, random)
  }
}

function answerObject(schema: JsonObject, random: Random, root: unknown, depth: number): JsonObject {
  const properties = isObject(schema.properties) ? schema.properties : {}
  return Object.fromEntries(
    Object.entries(properties).map(([name, inner]) => [name, answerSchema(inner, random, root, depth + 1)]),
  )
}

const words = ['amber', 'harbor', 'meadow', 'silver', 'garden', 'winter', 'Paris', 'Lisbon', 'Oslo']

function answerText(schema: JsonObject, random: Random): string {
  if (schema.format === 'date') return '2026-03-14'
  if (schema.format === 'date-time') return '2026-03-14T09:26:53Z'
  if (schema.format === 'email') return 'someone@example.com'
  return words[integerBetween(random, 0, words.length - 1)] ?? 'amber'
}

function boundedInteger(schema: JsonObject, low: string, high: string, random: Random, from: number, to: number): number {
  const least =
    typeof schema[low] === 'number'
      ? Math.ceil(schema[low])
      : Math.min(from, typeof schema[high] === 'number' ? schema[high] : from)
  const most = typeof schema[high] === 'number' ? Math.floor(schema[high]) : Math.max(to, least)
  return integerBetween(random, least, Math.max(least, most))
}

function followReference(root: unknown, reference: string): unknown {
  let value: unknown = root
  for (const step of reference.replace(/^#\/?/, '').split('/').filter(Boolean)) value = isObject(value) ? value[step] : undefined
  return value
}
