/** A request to the management API, answered as Azure does. */
import type { JsonObject } from '../../json'
import { listAnswer } from './list'
import { decodeXml } from './properties'
import { type Answer, type Asked, refused, resourceOf } from './reply'
import { isPolicy, kindOf, refuseDelete, refuseWrite, ruleOf } from './rules'
import { type ApimWorld, type Entity, findEntity, nameOf, objectOf, putEntity, removeEntity } from './world'

export function answerApim(world: ApimWorld, asked: Asked): Answer {
  const { method, path, url } = asked
  if (path === '') return method === 'GET' ? { status: 200, body: world.service } : notAllowed(method)
  if (path.startsWith('tenant/operationResults/')) return pollOperation(world, nameOf(path))
  if (kindOf(path) === 'allpolicies') return listAnswer(world, asked)
  const isItem = path.split('/').length % 2 === 0
  if (method === 'POST') return revealSecrets(world, path)
  if (!ruleOf(isItem ? path : `${path}/x`))
    return refused({ status: 404, code: 'ResourceNotFound', message: 'Unknown resource.' })
  if (!isItem) return method === 'GET' ? listAnswer(world, asked) : notAllowed(method)
  if (method === 'GET' && url.searchParams.has('asyncId')) return pollResource(world, asked)
  switch (method) {
    case 'GET':
    case 'HEAD':
      return getEntity(world, asked)
    case 'PUT':
      return putOne(world, asked)
    case 'PATCH':
      return patchOne(world, asked)
    case 'DELETE':
      return deleteOne(world, asked)
    default:
      return notAllowed(method)
  }
}

function getEntity(world: ApimWorld, { path, method, url }: Asked): Answer {
  const entity = findEntity(world, path)
  const rule = ruleOf(path)
  if (!entity) return missing(path)
  if (rule?.leadsTo) return { status: 204 }
  const headers = { etag: entity.etag }
  if (method === 'HEAD') return { status: 200, headers }
  return { status: 200, headers, body: resourceOf(world, entity, url.searchParams.get('format')) }
}

function putOne(world: ApimWorld, asked: Asked): Answer {
  const { path, headers, body } = asked
  const former = findEntity(world, path)
  const rule = ruleOf(path)
  const stale = refuseStale(former, headers['if-match'])
  if (stale) return stale
  if (former && former.readyAfterPolls > 0) return busy(path)
  const given = normal(path, objectOf(body.properties))
  const kept = Object.fromEntries(Object.entries(former?.properties ?? {}).filter(([name]) => rule?.hidden?.includes(name)))
  const properties: JsonObject = { ...rule?.defaults, ...born(path, former), ...kept, ...given }
  const refusal = refuseWrite(world, path, properties)
  if (refusal) return refused(refusal)
  const entity = putEntity(world, path, properties)
  const status = former ? 200 : 201
  if (rule?.leadsTo) {
    const target = findEntity(world, `${rule.leadsTo}/${nameOf(path)}`)
    return { status, body: target ? resourceOf(world, target) : {} }
  }
  if (rule?.isLong && world.polls > 0) return beginOperation(world, entity, asked, status)
  return { status, headers: { etag: entity.etag }, body: resourceOf(world, entity) }
}

function patchOne(world: ApimWorld, { path, headers, body }: Asked): Answer {
  const former = findEntity(world, path)
  if (!former) return missing(path)
  if (!headers['if-match']) return precondition()
  const stale = refuseStale(former, headers['if-match'])
  if (stale) return stale
  const properties = { ...former.properties, ...objectOf(body.properties) }
  const refusal = refuseWrite(world, path, properties)
  if (refusal) return refused(refusal)
  const entity = putEntity(world, path, properties)
  return { status: 200, headers: { etag: entity.etag }, body: resourceOf(world, entity) }
}

function deleteOne(world: ApimWorld, { path, headers, url }: Asked): Answer {
  const former = findEntity(world, path)
  if (!former) return { status: 204 }
  const needsMatch = !ruleOf(path)?.leadsTo
  if (needsMatch && !headers['if-match']) return precondition()
  const stale = refuseStale(former, headers['if-match'])
  if (stale) return stale
  const refusal = refuseDelete(world, path, url)
  if (refusal) return refused(refusal)
  if (kindOf(path) === 'products') removeSubscriptions(world, nameOf(path))
  removeEntity(world, path)
  return { status: 200 }
}

function revealSecrets(world: ApimWorld, path: string): Answer {
  const at = path.lastIndexOf('/')
  const [owner, verb] = [path.slice(0, at), path.slice(at + 1)]
  const entity = findEntity(world, owner)
  if (!entity) return missing(owner)
  world.counts.secretsRead++
  const { primaryKey = '<primaryKey>', secondaryKey = '<secondaryKey>', value } = entity.properties
  if (verb === 'listSecrets') return { status: 200, headers: { etag: entity.etag }, body: { primaryKey, secondaryKey } }
  if (verb === 'listValue') return { status: 200, headers: { etag: entity.etag }, body: { value } }
  return notAllowed('POST')
}

/** 201 or 200 with where to ask; the entity is there, still in progress. */
function beginOperation(world: ApimWorld, entity: Entity, { origin }: Asked, status: number): Answer {
  entity.readyAfterPolls = world.polls
  const id = `${Buffer.from(entity.path).toString('hex').slice(0, 16)}${world.counts.requests}`
  world.operations.set(id, { path: entity.path, pollsLeft: world.polls })
  const query = 'api-version=2024-05-01'
  const headers = {
    etag: entity.etag,
    location: `${origin}${world.id}/${entity.path}?${query}&asyncId=${id}&asyncCode=${status}`,
    'azure-asyncoperation': `${origin}${world.id}/tenant/operationResults/${id}?${query}`,
  }
  const body = resourceOf(world, entity)
  return { status, headers, body: { ...body, properties: { ...objectOf(body.properties), provisioningState: 'InProgress' } } }
}

function pollOperation(world: ApimWorld, id: string): Answer {
  const operation = world.operations.get(id)
  if (!operation) return missing(id)
  const entity = findEntity(world, operation.path)
  const isDone = operation.pollsLeft-- <= 1
  if (isDone && entity) entity.readyAfterPolls = 0
  return { status: 200, body: { id, name: id, status: isDone ? 'Succeeded' : 'InProgress' } }
}

function pollResource(world: ApimWorld, { path, url, origin }: Asked): Answer {
  const entity = findEntity(world, path)
  if (!entity) return missing(path)
  if (entity.readyAfterPolls > 0 && --entity.readyAfterPolls > 0)
    return { status: 202, headers: { location: `${origin}${url.pathname}${url.search}` } }
  return { status: 200, headers: { etag: entity.etag }, body: resourceOf(world, entity) }
}

/** What Azure adds when something is made. */
function born(path: string, former: Entity | null): JsonObject {
  if (kindOf(path) !== 'subscriptions') return {}
  const name = nameOf(path)
  if (former) return { createdDate: former.properties.createdDate, state: former.properties.state }
  const key = (slot: string) => Buffer.from(`${slot}:${name}`).toString('hex').padEnd(32, '0').slice(0, 32)
  return { state: 'submitted', createdDate: new Date(0).toISOString(), primaryKey: key('p'), secondaryKey: key('s') }
}

function normal(path: string, given: JsonObject): JsonObject {
  const isDocument = isPolicy(path) || kindOf(path) === 'policyfragments'
  if (!isDocument || typeof given.value !== 'string' || given.format === 'rawxml') return given
  return { ...given, value: decodeXml(given.value) }
}

function removeSubscriptions(world: ApimWorld, product: string): void {
  for (const { path, properties } of [...world.entities.values()])
    if (kindOf(path) === 'subscriptions' && String(properties.scope).toLowerCase().endsWith(`/products/${product.toLowerCase()}`))
      removeEntity(world, path)
}

function refuseStale(former: Entity | null, ifMatch: string | undefined): Answer | null {
  if (ifMatch === undefined || (ifMatch === '*' && former) || former?.etag === ifMatch) return null
  if (!former && ifMatch === '*') return null
  const message = 'Resource was modified since last retrieval.'
  return refused({ status: 412, code: 'PreconditionFailed', message })
}

const precondition = (): Answer => refused({ status: 428, code: 'PreconditionRequired', message: 'If-Match is required.' })
const busy = (path: string): Answer =>
  refused({ status: 409, code: 'PessimisticConcurrencyConflict', message: `Another operation on ${path} is in progress.` })
const missing = (path: string): Answer => refused({ status: 404, code: 'ResourceNotFound', message: `${path} not found.` })
const notAllowed = (method: string): Answer =>
  refused({ status: 405, code: 'MethodNotAllowed', message: `${method} is not allowed here.` })
