export type FieldDiff = { path: string; before: string | null; after: string | null }

const dull = new Set(['version', 'updatedAt', 'createdAt'])

/** What a new thing is called by, the first that it has. */
const naming = ['name', 'model', 'subscriptionName', 'email', 'invited']

/** What the one-line summary leaves out: ids and times say little to a reader. */
const isSummed = ({ path }: FieldDiff) => !/(^id|Id|At|By\.id)$/.test(path)

/** The fields that differ between two states, nested ones by their path. */
export function diffOf(before: unknown, after: unknown): FieldDiff[] {
  const old = flatten(before)
  const now = flatten(after)
  const paths = [...new Set([...old.keys(), ...now.keys()])]
  return paths
    .map((path) => ({ path, before: old.get(path) ?? null, after: now.get(path) ?? null }))
    .filter((field) => field.before !== field.after && !dull.has(field.path))
}

/** The change in one line: "state draft → published", and how much more there is. */
export function describeChange(fields: FieldDiff[]): string {
  const isNew = fields.every((field) => field.before === null)
  const named = naming.map((path) => fields.find((field) => field.path === path)?.after).find(Boolean)
  if (isNew && named) return named
  const told = fields.filter(isSummed)
  const shown = told.slice(0, 2).map((field) => `${field.path} ${shorten(field.before)} → ${shorten(field.after)}`)
  const rest = told.length - shown.length
  return shown.join(', ') + (rest > 0 ? `, ${rest} more` : '')
}

function flatten(value: unknown, path = '', into = new Map<string, string>()): Map<string, string> {
  if (value === null || value === undefined) return into
  if (typeof value === 'object' && !Array.isArray(value)) {
    for (const [name, inner] of Object.entries(value)) flatten(inner, path ? `${path}.${name}` : name, into)
    return into
  }
  // A list of things is told thing by thing; of words as a whole.
  if (Array.isArray(value) && value.some((inner) => typeof inner === 'object' && inner !== null)) {
    for (const [index, inner] of value.entries()) flatten(inner, `${path}.${index + 1}`, into)
    return into
  }
  if (path) into.set(path, Array.isArray(value) ? JSON.stringify(value) : String(value))
  return into
}

function shorten(text: string | null): string {
  if (text === null || text === '') return 'nothing'
  return text.length > 40 ? `${text.slice(0, 39)}…` : text
}
