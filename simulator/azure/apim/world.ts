/** One simulated API Management instance: what is in it, and how it behaves. */
import { randomBytes } from 'node:crypto'
import type { JsonObject } from '../../json'

/** `path` as it was written, such as `products/Starter/policies/policy`; found by its lower case, as Azure finds it. */
export type Entity = { path: string; properties: JsonObject; etag: string; readyAfterPolls: number }

export type Fault =
  | { kind: 'status'; status: number }
  /** The answer never comes. */
  | { kind: 'hang' }
  /** The connection breaks: before the write was made, or after it. */
  | { kind: 'kill'; isWritten: boolean }

export type ApimWorld = {
  id: string
  service: JsonObject
  entities: Map<string, Entity>
  operations: Map<string, { path: string; pollsLeft: number }>
  /** How many items a page has at most. */
  pageSize: number
  /** How often a long operation is asked for before it is done. */
  polls: number
  /** Requests a window; beyond it 429. */
  budget: { requests: number; windowMs: number } | null
  window: { startMs: number; count: number }
  /** So many requests from now on are told to wait a moment. */
  throttleNext: number
  /** The n-th write from now on fails so. */
  faults: Map<number, Fault>
  counts: { requests: number; writes: number; throttled: number; secretsRead: number }
  /** Method and path of each write that was made. */
  writes: string[]
}

export type InstanceName = { subscriptionId: string; resourceGroup: string; name: string }

export function armId({ subscriptionId, resourceGroup, name }: InstanceName): string {
  return `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.ApiManagement/service/${name}`
}

export function createApimWorld(instance: InstanceName): ApimWorld {
  const id = armId(instance)
  return {
    id,
    service: {
      id,
      name: instance.name,
      type: 'Microsoft.ApiManagement/service',
      tags: {},
      location: 'Sweden Central',
      etag: newEtag(),
      sku: { name: 'StandardV2', capacity: 1 },
      identity: {
        type: 'SystemAssigned',
        principalId: '306205e7-b21a-41bf-92e2-3e28af30041e',
        tenantId: 'f686d426-8d16-42db-81b7-ab578e110ccd',
      },
      properties: {
        publisherEmail: 'platform@example.com',
        publisherName: 'Platform team',
        provisioningState: 'Succeeded',
        gatewayUrl: `https://${instance.name}.azure-api.net`,
        virtualNetworkType: 'None',
        platformVersion: 'stv2',
      },
    },
    entities: new Map(),
    operations: new Map(),
    pageSize: 100,
    polls: 1,
    budget: null,
    window: { startMs: 0, count: 0 },
    throttleNext: 0,
    faults: new Map(),
    counts: { requests: 0, writes: 0, throttled: 0, secretsRead: 0 },
    writes: [],
  }
}

export function putEntity(world: ApimWorld, path: string, properties: JsonObject): Entity {
  const former = findEntity(world, path)
  const entity = { path: former?.path ?? path, properties, etag: newEtag(), readyAfterPolls: 0 }
  world.entities.set(path.toLowerCase(), entity)
  return entity
}

export function findEntity(world: ApimWorld, path: string): Entity | null {
  return world.entities.get(path.toLowerCase()) ?? null
}

/** What stands directly in a collection, in the order in which it was made. */
export function listEntities(world: ApimWorld, collection: string): Entity[] {
  const prefix = `${collection.toLowerCase()}/`
  const found: Entity[] = []
  for (const [key, entity] of world.entities)
    if (key.startsWith(prefix) && !key.slice(prefix.length).includes('/')) found.push(entity)
  return found
}

/** Takes an entity out with all that is below it. */
export function removeEntity(world: ApimWorld, path: string): void {
  const key = path.toLowerCase()
  for (const other of [...world.entities.keys()]) if (other === key || other.startsWith(`${key}/`)) world.entities.delete(other)
}

/** An entity's properties as an object, where they are one. */
export function objectOf(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {}
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

function newEtag(): string {
  return `"${randomBytes(8).toString('base64')}"`
}
