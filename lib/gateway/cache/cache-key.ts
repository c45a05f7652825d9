/**
 * The key an answer is kept under: a digest of everything that may make it another one. Whose it is goes first: two tenants
 * never share one, whatever they ask.
 */
import { sha256Base64Url } from '@/lib/base/digest'
import type { JsonObject } from '@/lib/gateway/json'
import type { Resolved } from '@/lib/gateway/steps/resolve'
import type { CacheRule } from '@/lib/policy/cache/cache-rule'
import { generationOf } from '@/lib/policy/cache/purges'

/** Says who asks, or how the provider keeps its own cache; no answer depends on it. */
export const unasked: ReadonlySet<string> = new Set([
  'model',
  'user',
  'safety_identifier',
  'prompt_cache_key',
  'prompt_cache_retention',
])

export function cacheKeyOf(resolved: Resolved, rule: CacheRule): string {
  return sha256Base64Url(`${scopeOf(resolved, rule)}\n${canonicalBody(resolved.request.body)}`)
}

/** Who may share, of which model, product and wire, since which purge. */
export function scopeOf({ key, model, dialect, request, snapshot, call }: Resolved, rule: CacheRule): string {
  const { tenant } = key.subscription
  const generation = generationOf(snapshot.purges, { tenantIds: tenant.lineage, productId: key.product.id, modelId: model.id })
  const isolation = isolationOf(rule, key.subscription.id, key.userId ?? key.id, request.endUser, (name) => call.header(name))
  // All but who is kept apart from whom are words of ours: nothing in them needs quoting.
  return (
    `["${tenant.id}",${JSON.stringify(isolation)},"${key.product.id}","${model.id}","${dialect.name}",` +
    `"${request.operation}",${request.isStream},${request.wantsUsage},${generation}]`
  )
}

/** JSON with its keys in order and no spaces: equal for bodies that ask the same. */
export function canonicalBody(body: JsonObject): string {
  return canonicalObject(
    body,
    Object.keys(body).filter((name) => !unasked.has(name)),
  )
}

function canonical(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return String(value)
  if (typeof value !== 'object') return JSON.stringify(value) ?? 'null'
  if (!Array.isArray(value)) return canonicalObject(value as JsonObject, Object.keys(value))
  let text = ''
  for (const item of value) text += `${text === '' ? '' : ','}${canonical(item)}`
  return `[${text}]`
}

function canonicalObject(object: JsonObject, names: string[]): string {
  let text = ''
  for (const name of names.sort()) text += `${text === '' ? '' : ','}${quoted(name)}:${canonical(object[name])}`
  return `{${text}}`
}

/** Names of fields are few, and the same in call after call: put in quotes once. */
const quotedNames = new Map<string, string>()
const MOST_NAMES = 1_000
const LONGEST_NAME = 64

function quoted(name: string): string {
  const known = quotedNames.get(name)
  if (known !== undefined) return known
  const text = JSON.stringify(name)
  if (name.length <= LONGEST_NAME && quotedNames.size < MOST_NAMES) quotedNames.set(name, text)
  return text
}

function isolationOf(
  { isolateBy, header: name }: CacheRule,
  subscriptionId: string,
  userId: string,
  endUser: string | null,
  header: (name: string) => string | undefined,
): readonly (string | null)[] {
  switch (isolateBy) {
    case 'tenant':
      return ['tenant']
    case 'subscription':
      return ['subscription', subscriptionId]
    case 'user':
      return ['user', userId, endUser]
    case 'header':
      return ['header', name, name === null ? null : (header(name) ?? null)]
  }
}
