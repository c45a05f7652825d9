/** Collections: filtered, in pages, the next one by a link. */
import type { JsonObject } from '../../json'
import { type Answer, type Asked, refused, resourceOf } from './reply'
import { isPolicy, ruleOf } from './rules'
import { type ApimWorld, type Entity, findEntity, listEntities, nameOf } from './world'

export function listAnswer(world: ApimWorld, { path, url, origin }: Asked): Answer {
  const parent = path.split('/').slice(0, -1).join('/')
  if (parent && !findEntity(world, parent))
    return refused({ status: 404, code: 'ResourceNotFound', message: `${parent} not found.` })
  const all = path.toLowerCase() === 'allpolicies' ? allPolicies(world) : membersOf(world, path, url)
  const skip = Number(url.searchParams.get('$skip') ?? 0)
  const top = Math.min(Number(url.searchParams.get('$top') ?? world.pageSize), world.pageSize)
  const value = all.slice(skip, skip + top)
  const next = new URL(url)
  next.searchParams.set('$skip', String(skip + top))
  const hasMore = skip + top < all.length
  return { status: 200, body: { value, count: all.length, nextLink: hasMore ? `${origin}${next.pathname}${next.search}` : '' } }
}

function membersOf(world: ApimWorld, path: string, url: URL): JsonObject[] {
  const { leadsTo } = ruleOf(`${path}/x`) ?? {}
  const keep = filterOf(url.searchParams.get('$filter'))
  const members = listEntities(world, path).flatMap((one) =>
    leadsTo ? (findEntity(world, `${leadsTo}/${nameOf(one.path)}`) ?? []) : one,
  )
  return members.filter(keep).map((one) => resourceOf(world, one, url.searchParams.get('format')))
}

function allPolicies(world: ApimWorld): JsonObject[] {
  return [...world.entities.values()]
    .filter(({ path }) => isPolicy(path))
    .map(({ path }, i) => ({
      id: `${world.id}/allpolicies/allpolicies${i}`,
      type: 'Microsoft.ApiManagement/service/allpolicies',
      name: `allpolicies${i}`,
      properties: { referencePolicyId: `${world.id}/${path}`, complianceState: 'Compliant' },
    }))
}

/** `name eq 'x'`, `contains(properties/displayName, 'x')`, `startswith(…)`, joined by `and`. */
function filterOf(text: string | null): (entity: Entity) => boolean {
  if (!text) return () => true
  const tests = text.split(/\s+and\s+/).map((part) => {
    const [, call, inner, value] = /^(contains|startswith)\(\s*([\w/]+)\s*,\s*'([^']*)'\s*\)$/.exec(part.trim()) ?? []
    const [, field, equal] = /^([\w/]+)\s+eq\s+'?([^']*)'?$/.exec(part.trim()) ?? []
    const read = (entity: Entity) => textOf(entity, inner ?? field ?? '')
    if (call === 'contains') return (entity: Entity) => read(entity).includes((value ?? '').toLowerCase())
    if (call === 'startswith') return (entity: Entity) => read(entity).startsWith((value ?? '').toLowerCase())
    return (entity: Entity) => read(entity) === (equal ?? '').toLowerCase()
  })
  return (entity) => tests.every((test) => test(entity))
}

function textOf({ path, properties }: Entity, field: string): string {
  const name = field.replace(/^properties\//, '')
  return String(name === 'name' ? nameOf(path) : (properties[name] ?? '')).toLowerCase()
}
