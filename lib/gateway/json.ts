/** JSON objects of unknown shape, read field by field. */
export type JsonObject = Record<string, unknown>

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function asObject(value: unknown): JsonObject | null {
  return isJsonObject(value) ? value : null
}

/** The object a text is, or null where it is none. */
export function parseObject(text: string): JsonObject | null {
  try {
    return asObject(JSON.parse(text))
  } catch {
    return null
  }
}

/** No call uses more of anything: a figure beyond it is a defect of the provider's, not a bill. */
const MOST = 1_000_000_000

/** A count a provider reports: a whole number from 0 to a thousand million; null for anything else. */
export function asCount(value: unknown): number | null {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MOST ? value : null
}

/** A word somebody sent; '' for what is none. `String(…)` fails on an object that calls something else its `toString`. */
export function wordOf(value: unknown): string {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}
