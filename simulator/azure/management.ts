/**
 * The management plane: instances by their ids, who may do what, budgets and faults. `answer(…)` takes a request whose path begins
 * with `/subscriptions/`.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { isObject, type JsonObject } from '../json'
import { answerApim } from './apim/answer'
import { type Answer, refused } from './apim/reply'
import { actionOf, hasRight } from './apim/rights'
import { type ApimWorld, armId, createApimWorld, type Fault, type InstanceName } from './apim/world'

export type Management = {
  /** The instance of this name, made where there is none. */
  instance(name: InstanceName): ApimWorld
  /** What whoever has a token may do, in the words of Azure's roles. */
  rights: readonly string[]
  /** `isKnown`: its token is one of ours. */
  answer(request: IncomingMessage, body: Buffer, response: ServerResponse, isKnown: boolean): void
}

const PATH = /^(\/subscriptions\/[^/]+\/resourcegroups\/[^/]+\/providers\/microsoft\.apimanagement\/service\/[^/]+)\/?(.*)$/i
const PERMISSIONS = 'providers/microsoft.authorization/permissions'

/** `isEmpty`: an instance of such a name is there as soon as somebody asks for it, and nothing is in it. */
export function createManagement(now: () => number = Date.now, isEmpty: (name: string) => boolean = () => false): Management {
  const worlds = new Map<string, ApimWorld>()
  const management: Management = {
    instance(name) {
      const key = armId(name).toLowerCase()
      const world = worlds.get(key) ?? createApimWorld(name)
      worlds.set(key, world)
      return world
    },
    rights: ['*'],
    answer(request, body, response, isKnown) {
      const origin = `${request.headers['x-forwarded-proto'] ?? 'http'}://${request.headers.host ?? 'localhost'}`
      const url = new URL(request.url ?? '/', origin)
      const [, id = '', rest = ''] = PATH.exec(decodeURIComponent(url.pathname)) ?? []
      const known = worlds.get(id.toLowerCase())
      const [, subscriptionId = '', , resourceGroup = '', , , , name = ''] = id.split('/').slice(1)
      const world = known ?? (isKnown && isEmpty(name) ? management.instance({ subscriptionId, resourceGroup, name }) : undefined)
      const { rights } = management
      if (!isKnown) return send(response, unauthorized())
      if (!world)
        return send(response, refused({ status: 404, code: 'ResourceNotFound', message: `The Resource '${id}' was not found.` }))
      const method = request.method ?? 'GET'
      world.counts.requests++
      const waitMs = overBudget(world, now())
      if (waitMs !== null) return send(response, tooMany(waitMs))
      if (rest.toLowerCase() === PERMISSIONS) return send(response, permissions(rights))
      if (!url.searchParams.has('api-version'))
        return send(response, refused({ status: 400, code: 'MissingApiVersionParameter', message: 'api-version is required.' }))
      const action = actionOf(method, rest)
      const isPoll = rest.startsWith('tenant/operationResults/')
      if (!isPoll && !hasRight(rights, action)) return send(response, forbidden(action, world.id))
      const asked = { method, path: rest, url, headers: request.headers, body: parse(body), origin }
      const isWrite = method === 'PUT' || method === 'PATCH' || method === 'DELETE'
      const fault = isWrite ? nextFault(world) : null
      if (fault?.kind === 'hang') return
      if (fault?.kind === 'status')
        return send(response, refused({ status: fault.status, code: 'InternalServerError', message: 'A fault was asked for.' }))
      if (fault?.kind === 'kill' && !fault.isWritten) return void response.destroy()
      const answer = answerApim(world, asked)
      if (isWrite && answer.status < 300) {
        world.counts.writes++
        world.writes.push(`${method} ${rest}`)
      }
      if (fault?.kind === 'kill') return void response.destroy()
      send(response, answer, method === 'HEAD')
    },
  }
  return management
}

function nextFault({ faults }: ApimWorld): Fault | null {
  const next = faults.get(1) ?? null
  const later = [...faults].filter(([n]) => n > 1)
  faults.clear()
  for (const [n, fault] of later) faults.set(n - 1, fault)
  return next
}

function overBudget(world: ApimWorld, nowMs: number): number | null {
  const { budget, window } = world
  if (world.throttleNext > 0) {
    world.throttleNext--
    world.counts.throttled++
    return 20
  }
  if (!budget) return null
  if (nowMs - window.startMs >= budget.windowMs) Object.assign(window, { startMs: nowMs, count: 0 })
  if (++window.count <= budget.requests) return null
  world.counts.throttled++
  return window.startMs + budget.windowMs - nowMs
}

function tooMany(waitMs: number): Answer {
  const answer = refused({ status: 429, code: 'TooManyRequests', message: 'The request was throttled.' })
  const headers = { 'retry-after': String(Math.ceil(waitMs / 1_000)), 'retry-after-ms': String(Math.max(1, Math.ceil(waitMs))) }
  return { ...answer, headers }
}

function unauthorized(): Answer {
  const message = 'The access token is missing or not valid.'
  const answer = refused({ status: 401, code: 'InvalidAuthenticationToken', message })
  return { ...answer, headers: { 'www-authenticate': 'Bearer authorization_uri="https://login.microsoftonline.com/"' } }
}

function forbidden(action: string, scope: string): Answer {
  const message = `The client does not have authorization to perform action '${action}' over scope '${scope}' or the scope is invalid.`
  return refused({ status: 403, code: 'AuthorizationFailed', message })
}

function permissions(rights: readonly string[]): Answer {
  return { status: 200, body: { value: [{ actions: [...rights], notActions: [], dataActions: [], notDataActions: [] }] } }
}

function parse(body: Buffer): JsonObject {
  try {
    const value: unknown = JSON.parse(body.toString())
    return isObject(value) ? value : {}
  } catch {
    return {}
  }
}

function send(response: ServerResponse, { status, headers, body }: Answer, isHead = false): void {
  const text = body && !isHead && status !== 204 ? JSON.stringify(body) : ''
  response.writeHead(status, {
    ...(text ? { 'content-type': 'application/json; charset=utf-8' } : {}),
    'x-ms-request-id': '00000000-0000-0000-0000-000000000000',
    ...headers,
    'content-length': Buffer.byteLength(text),
  })
  response.end(text)
}
