/** What each collection of an instance is like: how it is written, what it points to, what it keeps back. */
import type { JsonObject } from '../../json'
import { type ApimWorld, findEntity, listEntities, nameOf, objectOf } from './world'

type Rule = {
  /** Written by a long operation. */
  isLong?: boolean
  /** Links answer with what they lead to. */
  leadsTo?: string
  defaults?: JsonObject
  /** Properties that are never answered. */
  hidden?: readonly string[]
}

const rules: Record<string, Rule> = {
  apis: {
    isLong: true,
    defaults: {
      apiRevision: '1',
      isCurrent: true,
      isOnline: true,
      subscriptionRequired: true,
      protocols: ['https'],
      subscriptionKeyParameterNames: { header: 'Ocp-Apim-Subscription-Key', query: 'subscription-key' },
    },
  },
  'apis/operations': { defaults: { templateParameters: [], responses: [] } },
  'apis/policies': {},
  'apis/operations/policies': {},
  products: { defaults: { subscriptionRequired: true, approvalRequired: false, state: 'notPublished' } },
  'products/apis': { leadsTo: 'apis' },
  'products/groups': { leadsTo: 'groups' },
  'products/policies': {},
  subscriptions: { hidden: ['primaryKey', 'secondaryKey'] },
  backends: { defaults: { title: null } },
  namedvalues: { isLong: true },
  policyfragments: { isLong: true, defaults: { format: 'xml' } },
  policies: {},
  users: { defaults: { state: 'active', identities: [] } },
  groups: { defaults: { type: 'custom', builtIn: false } },
  'groups/users': { leadsTo: 'users' },
  loggers: { hidden: ['credentials'] },
  diagnostics: {},
}

/** The rule of `products/starter/apis/chat` is that of `products/apis`; null where there is no such collection. */
export function ruleOf(path: string): Rule | null {
  return rules[kindOf(path)] ?? null
}

/** The collections on the way to a path, without the names: `products/apis`. */
export function kindOf(path: string): string {
  return path
    .toLowerCase()
    .split('/')
    .filter((_, i) => i % 2 === 0)
    .join('/')
}

export function isPolicy(path: string): boolean {
  return kindOf(path).split('/').at(-1) === 'policies'
}

export type Refusal = { status: number; code: string; message: string; target?: string }

/** Why Azure would not take this; null where it would. */
export function refuseWrite(world: ApimWorld, path: string, properties: JsonObject): Refusal | null {
  const parent = path.split('/').slice(0, -2).join('/')
  if (parent && !findEntity(world, parent)) return { status: 404, code: 'ResourceNotFound', message: `${parent} not found.` }
  const rule = ruleOf(path)
  if (rule?.leadsTo && !findEntity(world, `${rule.leadsTo}/${nameOf(path)}`))
    return { status: 404, code: 'ResourceNotFound', message: `${rule.leadsTo}/${nameOf(path)} not found.` }
  if (isPolicy(path) || kindOf(path) === 'policyfragments') return refusePolicy(world, String(properties.value ?? ''))
  if (kindOf(path) === 'backends') return refuseMembers(world, properties)
  if (kindOf(path) === 'subscriptions') return refuseScope(world, properties)
  if (kindOf(path) === 'namedvalues' || kindOf(path) === 'products') return refuseSameName(world, path, properties)
  return null
}

/** Why Azure would not delete this now; null where it would. */
export function refuseDelete(world: ApimWorld, path: string, url: URL): Refusal | null {
  const name = nameOf(path).toLowerCase()
  const inUse = (by: string): Refusal => ({ status: 409, code: 'Conflict', message: `${path} is in use by ${by}.` })
  if (kindOf(path) === 'backends') {
    const pool = listEntities(world, 'backends').find((one) => membersOf(one.properties).some((id) => nameOf(id) === name))
    if (pool) return inUse(pool.path)
    const policy = policies(world).find(({ properties }) =>
      new RegExp(`backend-id="${name}"`, 'i').test(String(properties.value)),
    )
    if (policy) return inUse(policy.path)
  }
  if (kindOf(path) === 'policyfragments') {
    const user = policies(world).find(({ properties }) => new RegExp(`fragment-id="${name}"`, 'i').test(String(properties.value)))
    if (user) return inUse(user.path)
  }
  if (kindOf(path) === 'products' && url.searchParams.get('deleteSubscriptions') !== 'true') {
    const ours = listEntities(world, 'subscriptions').find(({ properties }) =>
      String(properties.scope).toLowerCase().endsWith(`/products/${name}`),
    )
    if (ours) return { status: 400, code: 'ValidationError', message: 'Cannot delete a product that has subscriptions.' }
  }
  return null
}

function policies(world: ApimWorld) {
  return [...world.entities.values()].filter(({ path }) => isPolicy(path) || kindOf(path) === 'policyfragments')
}

function refusePolicy(world: ApimWorld, xml: string): Refusal | null {
  const wrong = (message: string): Refusal => ({ status: 400, code: 'ValidationError', message, target: 'representation' })
  for (const [, tag] of xml.matchAll(/<\/?(inbound|backend|outbound|on-error|policies|fragment)\b[^>]*>/g)) {
    const opened = xml.match(new RegExp(`<${tag}(\\s[^>]*)?>`, 'g'))?.filter((one) => !one.endsWith('/>')).length ?? 0
    if (opened !== (xml.match(new RegExp(`</${tag}>`, 'g'))?.length ?? 0)) return wrong(`The element '${tag}' is not closed.`)
  }
  for (const [, id] of xml.matchAll(/fragment-id="([^"@{]+)"/g))
    if (!findEntity(world, `policyFragments/${id}`)) return wrong(`Policy fragment with id '${id}' could not be found.`)
  for (const [, id] of xml.matchAll(/<set-backend-service[^>]*backend-id="([^"@{]+)"/g))
    if (!findEntity(world, `backends/${id}`)) return wrong(`Backend with id '${id}' could not be found.`)
  return null
}

function refuseMembers(world: ApimWorld, properties: JsonObject): Refusal | null {
  const missing = membersOf(properties).find((id) => !findEntity(world, `backends/${nameOf(id)}`))
  if (properties.type !== 'Pool' && typeof properties.url !== 'string')
    return { status: 400, code: 'ValidationError', message: 'Url must not be empty.', target: 'url' }
  if (membersOf(properties).length > 30)
    return { status: 400, code: 'ValidationError', message: 'A pool has at most 30 backends.', target: 'pool' }
  return missing
    ? { status: 400, code: 'ValidationError', message: `Backend '${nameOf(missing)}' does not exist.`, target: 'pool' }
    : null
}

function refuseScope(world: ApimWorld, { scope, ownerId }: JsonObject): Refusal | null {
  const text = String(scope ?? '')
  const [, rest = ''] = /\/service\/[^/]+(.*)$/i.exec(text) ?? []
  const path = rest.replace(/^\//, '')
  const isWhole = text.toLowerCase() === world.id.toLowerCase() || /^apis\/?$/i.test(path) || text === '/apis'
  const isKnown = isWhole || (path !== '' && findEntity(world, path) !== null)
  if (!isKnown) return { status: 400, code: 'ValidationError', message: 'The scope does not exist.', target: 'scope' }
  const isOwned = typeof ownerId !== 'string' || findEntity(world, `users/${nameOf(ownerId)}`) !== null
  return isOwned ? null : { status: 400, code: 'ValidationError', message: 'The owner does not exist.', target: 'ownerId' }
}

function refuseSameName(world: ApimWorld, path: string, { displayName }: JsonObject): Refusal | null {
  const twin = listEntities(world, path.slice(0, path.lastIndexOf('/'))).find(
    (other) => other.properties.displayName === displayName && other.path.toLowerCase() !== path.toLowerCase(),
  )
  return twin ? { status: 409, code: 'Conflict', message: `'${displayName}' is the name of ${twin.path}.` } : null
}

function membersOf(properties: JsonObject): string[] {
  const { services } = objectOf(properties.pool)
  return Array.isArray(services) ? services.map((one) => String(objectOf(one).id ?? '').toLowerCase()) : []
}
