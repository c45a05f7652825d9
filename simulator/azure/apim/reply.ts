/** What is asked of an instance and what it answers: shapes and the two ways to make one. */
import type { IncomingHttpHeaders } from 'node:http'
import type { JsonObject } from '../../json'
import { shownProperties } from './properties'
import type { Refusal } from './rules'
import { type ApimWorld, type Entity, nameOf } from './world'

export type Asked = { method: string; path: string; url: URL; headers: IncomingHttpHeaders; body: JsonObject; origin: string }

export type Answer = { status: number; headers?: Record<string, string>; body?: JsonObject }

export function refused({ status, code, message, target }: Refusal): Answer {
  const details = target ? [{ code, target, message }] : null
  return { status, body: { error: { code, message, details } } }
}

/** An entity as it is answered. */
export function resourceOf(world: ApimWorld, entity: Entity, format: string | null = null): JsonObject {
  const types = entity.path.split('/').filter((_, i) => i % 2 === 0)
  return {
    id: `${world.id}/${entity.path}`,
    type: `Microsoft.ApiManagement/service/${types.join('/')}`,
    name: nameOf(entity.path),
    properties: shownProperties(entity, format),
  }
}
