/** A plan while it is being made: what is said of each thing of the instance, and the documents the import will make of it. */
import type { AzureKind, AzureNoun, AzurePlace, AzurePlanItem, AzureVerdict } from '@/lib/contracts/azure-plan'

/** One thing to be made here. `source` is the key of the item it comes from: the import finds it again by that. */
export type PlannedDoc = { source: string; name: string; doc: Record<string, unknown> }

export type Draft = {
  items: AzurePlanItem[]
  docs: Record<AzureNoun, PlannedDoc[]>
  taken: Record<AzureNoun, Set<string>>
}

export function newDraft(): Draft {
  return { items: [], docs: perNoun(() => []), taken: perNoun(() => new Set()) }
}

export type Said = {
  kind: AzureKind
  name: string
  title?: string
  /** What tells it apart where its name does not. */
  key?: string
  place?: AzurePlace
  verdict: AzureVerdict
  reason: string
  there?: Record<string, unknown>
  here?: { noun: AzureNoun; name: string; fields?: Record<string, unknown> }[]
}

/** Says what becomes of one thing. */
export function say(draft: Draft, { kind, name, title, key, place, verdict, reason, there, here }: Said): string {
  const own = key ?? keyOf(kind, name)
  draft.items.push({
    key: own,
    kind,
    name,
    title: title ?? name,
    place: place ?? null,
    verdict,
    reason,
    there: pairs(there ?? {}),
    here: (here ?? []).map((one) => ({ noun: one.noun, name: one.name, fields: pairs(one.fields ?? {}) })),
  })
  return own
}

/** Notes a document; two of one name get numbers. Answers the name it has. */
export function make(draft: Draft, noun: AzureNoun, source: string, name: string, doc: Record<string, unknown>): string {
  const own = freeName(draft.taken[noun], name)
  draft.docs[noun].push({ source, name: own, doc: { ...doc, name: own } })
  return own
}

export function keyOf(kind: AzureKind, name: string): string {
  return `${kind}:${name}`
}

const LONGEST_NAME = 120

/** What people call a thing, as a name that may be used here. */
export function nameFrom(text: string, fallback: string): string {
  const plain = text.replace(/\s+/g, ' ').trim()
  return (plain === '' ? fallback : plain).slice(0, LONGEST_NAME)
}

function freeName(taken: Set<string>, name: string): string {
  let own = name
  for (let n = 2; taken.has(own.toLowerCase()); n++) own = `${name.slice(0, LONGEST_NAME - 5)} ${n}`
  taken.add(own.toLowerCase())
  return own
}

function pairs(fields: Record<string, unknown>): { label: string; value: string }[] {
  return Object.entries(fields)
    .filter(([, value]) => value !== undefined && value !== null && value !== '')
    .map(([label, value]) => ({ label, value: textOf(value) }))
}

function textOf(value: unknown): string {
  if (Array.isArray(value) && value.every((one) => typeof one !== 'object')) return value.join(', ')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function perNoun<T>(fill: () => T): Record<AzureNoun, T> {
  return {
    tenants: fill(),
    backends: fill(),
    pools: fill(),
    models: fill(),
    products: fill(),
    limits: fill(),
    subscriptions: fill(),
    bases: fill(),
  }
}
