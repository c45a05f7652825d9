/** Reads single fields of a caller's body, and says which one is wrong. */
import { isJsonObject, type JsonObject } from '@/lib/gateway/json'
import { Refusal } from '@/lib/gateway/refusal'

export function invalid(param: string, message: string): Refusal {
  return new Refusal('invalid_request', message, { param })
}

export function isAbsent(value: unknown): value is null | undefined {
  return value === undefined || value === null
}

export function numberOf(body: JsonObject, name: string): number | null {
  const value = body[name]
  if (isAbsent(value)) return null
  if (typeof value !== 'number' || !Number.isFinite(value)) throw invalid(name, `'${name}' must be a number.`)
  return value
}

export function countOf(body: JsonObject, name: string): number | null {
  const value = numberOf(body, name)
  if (value !== null && !(Number.isSafeInteger(value) && value >= 1))
    throw invalid(name, `'${name}' must be a whole number of at least 1.`)
  return value
}

export function textOf(value: unknown, param: string): string {
  if (typeof value !== 'string') throw invalid(param, `'${param}' must be a text.`)
  return value
}

export function objectOf(value: unknown, param: string): JsonObject {
  if (!isJsonObject(value)) throw invalid(param, `'${param}' must be an object.`)
  return value
}

export function listOf(value: unknown, param: string): unknown[] {
  if (isAbsent(value)) return []
  if (!Array.isArray(value)) throw invalid(param, `'${param}' must be a list.`)
  return value
}

export function stopsOf(value: unknown, param: string): string[] {
  if (typeof value === 'string') return [value]
  return listOf(value, param).map((one, i) => textOf(one, `${param}[${i}]`))
}

/** The fields of a body that are none of the known ones and say something, by name. */
export function othersOf(body: JsonObject, known: ReadonlySet<string>): Record<string, unknown> {
  const others: Record<string, unknown> = {}
  for (const name in body) {
    const value = body[name]
    if (!known.has(name) && !isAbsent(value) && value !== false && !(Array.isArray(value) && value.length === 0))
      others[name] = value
  }
  return others
}

const DATA_URL = /^data:([\w.+-]+\/[\w.+-]+)(?:;[\w=.-]+)*;base64,/

/** Where a picture or file is: inside the address itself, or somewhere else. */
export function sourceOfUrl(url: string): { kind: 'base64'; mediaType: string; data: string } | { kind: 'url'; url: string } {
  const match = DATA_URL.exec(url.slice(0, 200))
  return match ? { kind: 'base64', mediaType: match[1] ?? '', data: url.slice(match[0].length) } : { kind: 'url', url }
}

export function parseInput(input: string): JsonObject | null {
  if (input.trim() === '') return {}
  try {
    const value: unknown = JSON.parse(input)
    return isJsonObject(value) ? value : null
  } catch {
    return null
  }
}

/** Has all of a tool's input come? None at all may be all there is, or all there is so far: it is not taken for whole. */
export function isWholeInput(input: string): boolean {
  return input.trim() !== '' && parseInput(input) !== null
}

/** Of a file in a bucket: whoever asks for it there asks with the account of who runs the gateway. */
export function isBucketUrl(url: string): boolean {
  return /^\s*gs:/i.test(url)
}
