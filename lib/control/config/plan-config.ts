/** A document against what is here: what is new, what differs, what is here besides. Names only; nothing is written. */
import type { z } from 'zod'
import { backendUpdate } from '@/lib/contracts/backend'
import { type ConfigChange, type ConfigNoun, type ConfigPlan, configNouns, configOrder } from '@/lib/contracts/config'
import { limitUpdate } from '@/lib/contracts/limit'
import { modelUpdate } from '@/lib/contracts/model'
import { poolUpdate } from '@/lib/contracts/pool'
import { productUpdate } from '@/lib/contracts/product'
import { tenantUpdate } from '@/lib/contracts/tenant'
import type { ConfigDocument, ConfigEntry } from '@/lib/control/config/config-document'
import { inSlices } from '@/lib/control/config/in-slices'
import type { Estate, Present } from '@/lib/control/config/read-estate'
import { isSame } from '@/lib/control/config/same'

export type PlannedChange = ConfigChange & { entry: ConfigEntry; present: Present | null }

/** The keys a document has of each noun. */
type Named = Record<ConfigNoun, ReadonlySet<string>>

export type Planned = Omit<ConfigPlan, 'changes'> & { changes: PlannedChange[] }

export async function planConfig(document: ConfigDocument, estate: Estate, prune: boolean): Promise<Planned> {
  const changes: PlannedChange[] = []
  const removals: PlannedChange[] = []
  const unmanaged: Planned['unmanaged'] = []
  let same = 0
  const named = namesOf(document)
  for (const noun of configOrder) {
    const listed = named[noun]
    for await (const some of inSlices(document[noun])) {
      for (const entry of some) {
        const change = changeOf(noun, entry, estate, named)
        if (change) changes.push(change)
        else same++
      }
    }
    for (const present of estate[noun].values()) {
      if (listed.has(present.key)) continue
      unmanaged.push({ noun, name: present.key })
      // A noun the document does not speak of at all is not its business, and prices are never removed.
      if (prune && noun !== 'prices' && document[noun].length > 0) removals.unshift(removalOf(noun, present))
    }
  }
  const all = [...changes, ...removals]
  return {
    changes: all,
    unmanaged,
    same,
    problems: all.filter(({ problem }) => problem !== null).length,
    secrets: [...new Set(all.flatMap(secretOf))],
  }
}

function namesOf(document: ConfigDocument): Named {
  const named: Partial<Record<ConfigNoun, ReadonlySet<string>>> = {}
  for (const noun of configOrder) named[noun] = new Set(document[noun].map(({ key }) => key))
  return named as Named
}

/** What others may see of it. */
export function shownPlan({ changes, ...rest }: Planned): ConfigPlan {
  return { ...rest, changes: changes.map(({ entry: _, present: __, ...change }) => change) }
}

function changeOf(noun: ConfigNoun, entry: ConfigEntry, estate: Estate, document: Named): PlannedChange | null {
  const present = estate[noun].get(entry.key) ?? null
  const name = entry.key
  const missing = missingOf(noun, entry, estate, document)
  if (!present) {
    const fields = Object.entries(entry.doc).map(([field, to]) => ({ field, from: null, to }))
    return {
      noun,
      name,
      action: 'create',
      fields,
      problem: missing ?? lackOf(noun, entry) ?? endProblem(noun, entry, null),
      entry,
      present,
    }
  }
  const fields = Object.entries(entry.doc)
    .filter(([field, to]) => !isSame(field, present.doc[field], to))
    .map(([field, to]) => ({ field, from: present.doc[field] ?? null, to }))
  if (fields.length === 0) return null
  const fixed = fields.filter(({ field }) => !updatable[noun].has(field)).map(({ field }) => field)
  const problem =
    noun === 'prices'
      ? 'Prices are never changed: give it another date.'
      : fixed.length > 0
        ? `${fixed.join(', ')} cannot be changed.`
        : (missing ?? stateProblem(noun, fields) ?? endProblem(noun, entry, present))
  return { noun, name, action: 'update', fields, problem, entry, present }
}

/** A product that was on offer is deprecated or retired; nobody takes it back as if it had never been. */
function stateProblem(noun: ConfigNoun, fields: PlannedChange['fields']): string | null {
  const isBack = noun === 'products' && fields.some(({ field, to }) => field === 'state' && to === 'draft')
  return isBack ? 'A product that was published cannot be a draft again: deprecate or retire it.' : null
}

/** A day to end belongs to what is deprecated: said of anything else it would be lost. */
function endProblem(noun: ConfigNoun, { doc }: ConfigEntry, present: Present | null): string | null {
  const isLost = noun === 'products' && doc.retiresAt && (doc.state ?? present?.doc.state) !== 'deprecated'
  return isLost ? 'retiresAt is for a product whose state is deprecated.' : null
}

/** Something new must be said whole. */
function lackOf(noun: ConfigNoun, { doc }: ConfigEntry): string | null {
  const issue = (configNouns[noun] as z.ZodObject).safeParse(doc).error?.issues[0]
  return issue
    ? `${issue.path.join('.')} ${issue.code === 'invalid_type' && issue.input === undefined ? 'is missing' : issue.message}.`
    : null
}

function removalOf(noun: ConfigNoun, present: Present): PlannedChange {
  return { noun, name: present.key, action: 'delete', fields: [], problem: null, entry: { key: present.key, doc: {} }, present }
}

/** What it names must be here or in the document. */
function missingOf(noun: ConfigNoun, { doc }: ConfigEntry, estate: Estate, document: Named): string | null {
  const isKnown = (of: ConfigNoun, name: string) => estate[of].has(name) || document[of].has(name)
  const missing = referencesOf(noun, doc).find(([of, name]) => !isKnown(of, name))
  return missing ? `There is no ${missing[0].slice(0, -1)} ${missing[1]}.` : null
}

function referencesOf(noun: ConfigNoun, doc: Record<string, unknown>): [ConfigNoun, string][] {
  const named = (of: ConfigNoun, name: unknown): [ConfigNoun, string][] => (typeof name === 'string' ? [[of, name]] : [])
  switch (noun) {
    case 'pools':
      return ((doc.members ?? []) as { backend: string }[]).map(({ backend }) => ['backends', backend])
    case 'models':
      return named('pools', doc.pool)
    case 'prices':
      return [...named('models', doc.model), ...named('backends', doc.backend)]
    case 'tenants':
      return named('tenants', doc.parent)
    case 'products':
      return ((doc.models ?? []) as string[]).map((name) => ['models', name])
    case 'limits': {
      const scope = (doc.scope ?? {}) as { tenant?: string; product?: string; model?: string }
      return [...named('tenants', scope.tenant), ...named('products', scope.product), ...named('models', scope.model)]
    }
    default:
      return []
  }
}

/** A credential that is kept in a variable is needed when it is new. */
function secretOf({ noun, action, fields, entry }: PlannedChange): string[] {
  if (noun !== 'backends' || action === 'delete' || !fields.some(({ field }) => field === 'credential')) return []
  const credential = entry.doc.credential as { env?: string } | undefined
  return credential?.env ? [credential.env] : []
}

const keysOf = (contract: z.ZodObject, ...own: string[]) => new Set([...Object.keys(contract.shape), ...own])

const updatable: Record<ConfigNoun, ReadonlySet<string>> = {
  backends: keysOf(backendUpdate),
  pools: keysOf(poolUpdate),
  models: keysOf(modelUpdate, 'pool'),
  prices: new Set(),
  tenants: keysOf(tenantUpdate, 'parent'),
  products: keysOf(productUpdate, 'state', 'retiresAt'),
  limits: keysOf(limitUpdate),
}
