/** Desired against actual: what is to be made, changed and deleted, and what is left to its other owner. Pure. */
import {
  type Actual,
  type Body,
  type Desired,
  type EntityChange,
  type FieldChange,
  keyOf,
  type Owned,
} from '@/lib/azure/publish/entity'
import { azurePublishKinds } from '@/lib/contracts/azure-words'

export function diffEntities(desired: readonly Desired[], actual: readonly Actual[], owned: readonly Owned[]): EntityChange[] {
  const there = new Map(actual.map((one) => [keyOf(one), one]))
  const owners = new Map(owned.map((one) => [keyOf(one), one]))
  const wanted = new Set(desired.map(keyOf))
  const single = desired.map((one) => changeOf(one, there.get(keyOf(one)) ?? null, owners.get(keyOf(one)) ?? null))
  const refused = new Set(single.filter(({ action }) => action === 'conflict').map(keyOf))
  const changes = single.map((change) =>
    hangsOn(change, refused) ? { ...change, action: 'conflict' as const, reason: HANGS } : change,
  )
  const gone = owned
    .filter((one) => one.owner === 'tollgate' && !wanted.has(keyOf(one)))
    .flatMap((one) => there.get(keyOf(one)) ?? [])
    .map((one): EntityChange => {
      const { kind, name } = one
      return { kind, name, title: name, action: 'delete', fields: [], reason: null, desired: null, actual: one }
    })
  const order = (change: EntityChange) => azurePublishKinds.indexOf(change.kind)
  return [...changes.toSorted((a, b) => order(a) - order(b)), ...gone.toSorted((a, b) => order(b) - order(a))]
}

/** The fields in which two bodies differ; a field that only one of them has differs. */
export function differences(from: Body, to: Body): FieldChange[] {
  const fields = [...new Set([...Object.keys(from), ...Object.keys(to)])]
  return fields
    .filter((field) => !isSame(from[field], to[field]))
    .map((field) => ({ field, from: from[field] ?? null, to: to[field] ?? null }))
}

function changeOf(desired: Desired, actual: Actual | null, owned: Owned | null): EntityChange {
  const { kind, name, title, body } = desired
  const common = { kind, name, title, desired, actual }
  if (owned?.owner === 'apim')
    return { ...common, action: 'conflict', fields: actual ? differences(actual.body, body) : [], reason: THEIRS }
  if (!actual) return { ...common, action: 'create', fields: differences({}, body), reason: null }
  const fields = differences(actual.body, body)
  // Policies and links are ours by their markers and ends; all else is only where it is written down.
  const isOurs = owned?.owner === 'tollgate' || kind === 'productPolicies' || kind === 'productApis' || kind === 'apiOperations'
  if (!isOurs) return { ...common, action: 'conflict', fields, reason: UNKNOWN }
  return { ...common, action: fields.length > 0 ? 'update' : 'keep', fields, reason: null }
}

/** What hangs on a product or an API is whose that is: a policy of ours in a product of theirs would be a second owner. */
function hangsOn({ kind, name, desired }: EntityChange, refused: ReadonlySet<string>): boolean {
  const [parent = ''] = name.split('/')
  if (kind === 'productApis')
    return (
      refused.has(keyOf({ kind: 'products', name: parent })) ||
      refused.has(keyOf({ kind: 'apis', name: name.slice(parent.length + 1) }))
    )
  if (kind === 'productPolicies') return refused.has(keyOf({ kind: 'products', name }))
  if (kind === 'apiOperations') return refused.has(keyOf({ kind: 'apis', name: parent }))
  return kind === 'subscriptions' && refused.has(keyOf({ kind: 'products', name: String(desired?.body.product) }))
}

const HANGS = 'What it hangs on is not ours.'
const THEIRS = 'API Management owns it: publishing does not touch it until it is taken over.'
const UNKNOWN = 'There is one of this name that was not published from here. Take it over, or rename one of the two.'

/** Like in JSON, whatever the order of fields; nothing, null and an empty text are the same. */
function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))
}

function sorted(value: unknown): unknown {
  if (value === undefined || value === '') return null
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([name, field]): [string, unknown] => [name, sorted(field)])
  return Object.fromEntries(entries.filter(([, field]) => field !== null).sort(([a], [b]) => (a < b ? -1 : 1)))
}
