/** Google's JSON may be written in either case, and its schemas in the words of an older OpenAPI. */
import { asObject, isJsonObject, type JsonObject } from '@/lib/gateway/json'

/** An object's own fields in camel case; what is inside them is left alone. */
export function camelOf(object: JsonObject): JsonObject {
  let isCamel = true
  for (const name in object) if (name.includes('_')) isCamel = false
  if (isCamel) return object
  const named: JsonObject = {}
  for (const name in object) named[name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())] = object[name]
  return named
}

/** Types in small letters, `nullable` as one of them. */
export function jsonSchemaOf(value: unknown): unknown {
  const schema = asObject(value)
  if (!schema) return value
  const { nullable, ...written } = schema
  const plain: JsonObject = {}
  for (const [name, inner] of Object.entries(written)) plain[name] = innerOf(name, inner)
  if (nullable === true && typeof plain.type === 'string') plain.type = [plain.type, 'null']
  return plain
}

const countNames = new Set(['minItems', 'maxItems', 'minLength', 'maxLength', 'minProperties', 'maxProperties'])

function innerOf(name: string, inner: unknown): unknown {
  if (name === 'type' && typeof inner === 'string') return inner.toLowerCase()
  if (countNames.has(name) && typeof inner === 'string') return Number(inner)
  if (name === 'properties' && isJsonObject(inner))
    return Object.fromEntries(Object.entries(inner).map(([key, one]) => [key, jsonSchemaOf(one)]))
  if (name === 'anyOf' && Array.isArray(inner)) return inner.map(jsonSchemaOf)
  return name === 'items' || name === 'additionalProperties' ? jsonSchemaOf(inner) : inner
}
