/**
 * Any HTTP service behind the gateway, such as vision, speech or a model of one's own: which of its operations may be called, and
 * what each of them uses. What is not listed is not reached: it could not be metered.
 */
export type ServiceMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** So many of a kind for each call, or as many as a field of the answer says: a number, or a list's length. */
export type ServiceUnits = { kind: string; perCall: number } | { kind: string; field: string }

export type ServiceOperation = {
  name: string
  method: ServiceMethod
  /** Below the backend's base URL; `{name}` stands for one segment. */
  path: string
  summary: string
  /** Null: it costs nothing, as asking whether a job is done. */
  units: ServiceUnits | null
}

export type Service = {
  /** The header its backends read their key from; null: `Authorization: Bearer`. */
  keyHeader: string | null
  operations: readonly ServiceOperation[]
}

export type ServiceRules = { keyHeader: string | null; find(method: string, path: string): ServiceOperation | null }

type Rule = { operation: ServiceOperation; segments: readonly (string | null)[] }

/** Made once per catalog. The rule with most words of its own goes first: `/jobs/latest` before `/jobs/{id}`. */
export function compileService({ keyHeader, operations }: Service): ServiceRules {
  const rules = operations.map(ruleOf).sort((a, b) => wordsOf(b) - wordsOf(a))
  return {
    keyHeader,
    find(method, path) {
      const given = readPath(path)
      if (given === null) return null
      return rules.find((rule) => rule.operation.method === method && isMatch(rule, given))?.operation ?? null
    },
  }
}

/**
 * The segments of a path as they are meant; null where it is no plain path: a dot segment, an empty one, or a slash, backslash or
 * control character in disguise would mean something else to whoever reads it next.
 */
export function readPath(path: string): string[] | null {
  if (!path.startsWith('/') || path.length > 2_000) return null
  const segments: string[] = []
  for (const raw of path.slice(1).split('/')) {
    const segment = decoded(raw)
    if (segment === null || segment === '' || segment === '.' || segment === '..' || DISGUISED.test(segment)) return null
    segments.push(segment)
  }
  return segments
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what it looks for
const DISGUISED = /[/\\?#%\u0000-\u001f\u007f]/

function ruleOf(operation: ServiceOperation): Rule {
  const segments = operation.path.slice(1).split('/')
  return { operation, segments: segments.map((segment) => (PLACE.test(segment) ? null : segment)) }
}

const PLACE = /^\{[^{}/]+\}$/

function wordsOf({ segments }: Rule): number {
  return segments.filter((segment) => segment !== null).length
}

function isMatch({ segments }: Rule, given: readonly string[]): boolean {
  return segments.length === given.length && segments.every((segment, i) => segment === null || segment === given[i])
}

/** What a call has used; null where the answer does not say what it should. */
export function unitsUsed(units: ServiceUnits, answer: unknown): number | null {
  if ('perCall' in units) return units.perCall
  let value = answer
  for (const name of units.field.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return null
    value = (value as Record<string, unknown>)[name]
  }
  if (Array.isArray(value)) return value.length
  const amount = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof amount === 'number' && Number.isFinite(amount) && amount >= 0 && amount <= 1e9 ? amount : null
}

function decoded(segment: string): string | null {
  try {
    return decodeURIComponent(segment)
  } catch {
    return null
  }
}
