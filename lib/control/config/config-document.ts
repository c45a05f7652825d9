/** A document in YAML, read and written; every mistake is told with where it stands. */
import { parseDocument, stringify } from 'yaml'
import type { z } from 'zod'
import { Fault } from '@/lib/base/faults'
import { type ConfigNoun, configNouns, configOrder } from '@/lib/contracts/config'
import { inSlices } from '@/lib/control/config/in-slices'

/** One thing as the document has it: only what was written, and already known to be right. */
export type ConfigEntry = { key: string; doc: Record<string, unknown> }

export type ConfigDocument = Record<ConfigNoun, ConfigEntry[]>

const VERSION = 1

/** Between its things the process answers others; only the parsing of the text itself is one piece. */
export async function readDocument(yaml: string): Promise<ConfigDocument> {
  const parsed = parseDocument(yaml, { uniqueKeys: true })
  const [error] = parsed.errors
  if (error) throw wrong(`It is not YAML: ${error.message.split('\n')[0]}`)
  const root: unknown = parsed.toJS({ maxAliasCount: 100 })
  if (typeof root !== 'object' || root === null || Array.isArray(root)) throw wrong('It must be a mapping such as "version: 1".')
  const { version, ...rest } = root as Record<string, unknown>
  if (version !== VERSION) throw wrong(`It must begin with version: ${VERSION}.`)
  for (const name of Object.keys(rest))
    if (!isNoun(name)) throw wrong(`${name} is not known; there are ${configOrder.join(', ')}.`)
  const document: Partial<ConfigDocument> = {}
  for (const noun of configOrder) document[noun] = await readNoun(noun, rest[noun])
  return document as ConfigDocument
}

/** Written some things at a time, which reads like the whole at once: a list goes on where its indentation does. */
export async function writeDocument(document: ConfigDocument): Promise<string> {
  let text = stringify({ version: VERSION })
  for (const noun of configOrder) {
    const docs = document[noun].map(({ doc }) => doc)
    if (docs.length === 0) text += stringify({ [noun]: [] })
    else text += `${noun}:\n`
    for await (const some of inSlices(docs)) text += stringify({ [noun]: some }, { lineWidth: 120 }).slice(noun.length + 2)
  }
  return text
}

/** What tells one from another: its name; of a price and of a limit all that makes it this one and cannot be changed. */
export function keyOf(noun: ConfigNoun, doc: Record<string, unknown>): string {
  if (noun === 'limits') {
    const { name, scope = {}, measure, window = null } = doc
    return `${name} (${[measure, ...valuesOf(window), ...valuesOf(scope)].join(', ')})`
  }
  if (noun !== 'prices') return String(doc.name)
  // Whole, as two prices may begin within a minute; of a plain date only that.
  const from = new Date(String(doc.effectiveFrom))
    .toISOString()
    .replace(/:00\.000Z$/, '')
    .replace(/T00:00$/, '')
  return `${doc.model}${doc.backend ? ` at ${doc.backend}` : ''}, ${doc.currency} from ${from}`
}

/** Nothing forbids two limits that are quite alike: the second is that. */
export function numbered(key: string, seen: Set<string>): string {
  let own = key
  for (let n = 2; seen.has(own); n++) own = `${key} #${n}`
  seen.add(own)
  return own
}

function valuesOf(fields: unknown): string[] {
  return Object.entries(fields ?? {})
    .filter(([, value]) => value !== undefined && value !== null)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name} ${value}`)
}

async function readNoun(noun: ConfigNoun, list: unknown): Promise<ConfigEntry[]> {
  if (list === undefined || list === null) return []
  if (!Array.isArray(list)) throw wrong(`${noun} must be a list.`)
  const seen = new Set<string>()
  const entries: ConfigEntry[] = []
  const read = (given: unknown, i: number) => {
    const parsed = partsOf(noun).safeParse(given)
    if (!parsed.success) {
      const issue = parsed.error.issues[0]
      const named = typeof given === 'object' && given !== null && 'name' in given ? ` (${given.name})` : ''
      throw wrong(`${[`${noun}[${i}]${named}`, ...(issue?.path ?? [])].join('.')}: ${issue?.message ?? 'is not right'}.`)
    }
    const doc = written(parsed.data, given as Record<string, unknown>)
    const own = keyOf(noun, doc)
    const key = numbered(own, seen)
    if (key !== own && noun !== 'limits') throw wrong(`${noun} has ${own} twice.`)
    entries.push({ key, doc })
  }
  for await (const some of inSlices(list)) for (const given of some) read(given, entries.length)
  return entries
}

/** Of what is there a document may say a part. What makes it the one it is, it must; of a price that is all. */
function partsOf(noun: ConfigNoun): z.ZodObject {
  const whole = configNouns[noun] as z.ZodObject
  if (noun === 'prices') return whole
  const named = noun === 'limits' ? { name: true as const, measure: true as const } : { name: true as const }
  return whole.partial().required(named)
}

/** What was left out is left alone, so the contract's defaults are for what was written only. */
function written(parsed: Record<string, unknown>, given: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(parsed).filter(([name]) => name in given))
}

function isNoun(name: string): name is ConfigNoun {
  return (configOrder as readonly string[]).includes(name)
}

function wrong(message: string): Fault {
  return new Fault('request.invalid', {
    public: `The configuration cannot be read. ${message}`,
    fields: [{ path: 'yaml', message }],
  })
}
