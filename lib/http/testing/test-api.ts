/** Calls the management API as route files do, without a server. */

import type { Actor } from '@/lib/access/actor'
import { systemActor } from '@/lib/access/actor'
import { toPublicId } from '@/lib/base/ids'
import { createToken } from '@/lib/control/management-tokens/token-operations'
import { endpoint, type Handler } from '@/lib/http/endpoint'
import { type Method, type RoutePath, routeList } from '@/lib/http/routes'

export type Answer = { status: number; headers: Headers; body: Record<string, unknown>; text: string }

export type Ask = {
  params?: Record<string, string>
  query?: Record<string, string>
  body?: unknown
  headers?: Record<string, string>
}

/** One request; without a token nobody makes it. */
export async function ask(method: Method, path: RoutePath, token: string | null, given: Ask = {}): Promise<Answer> {
  const handlers: Partial<Record<string, Handler>> = endpoint(path)
  const handler = handlers[method]
  if (!handler) throw new Error(`${method} ${path} is not a route`)
  const params = given.params ?? {}
  const url = new URL(`http://localhost:3300/api/v1${path.replace(/\{(\w+)\}/g, (_, name: string) => params[name] ?? 'missing')}`)
  for (const [name, value] of Object.entries(given.query ?? {})) url.searchParams.set(name, value)
  const headers = new Headers({ host: 'localhost:3300', ...given.headers })
  if (token) headers.set('authorization', `Bearer ${token}`)
  if (given.body !== undefined) headers.set('content-type', 'application/json')
  const body = given.body === undefined ? null : typeof given.body === 'string' ? given.body : JSON.stringify(given.body)
  const response = await handler(new Request(url, { method, headers, body }), { params: Promise.resolve(params) })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json')
  return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : {} }
}

/** A management token with every right its owner has. */
export async function tokenOf(actor: Actor, scopes = ['*']): Promise<string> {
  const made = await createToken(systemActor('tests'), {
    name: 'test',
    scopes,
    expiresAt: '2027-06-01T00:00:00Z',
    ownerId: toPublicId('user', actor.userId),
  })
  return made.token ?? ''
}

export { routeList }
