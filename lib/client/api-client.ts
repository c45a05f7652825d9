/**
 * The one way the browser talks to the server: JSON over /api/v1. A refusal becomes an ApiError; a create carries an
 * Idempotency-Key, so that pressing twice or losing the connection never makes two.
 */
import { ApiError, type Problem } from '@/lib/client/api-error'

export type Query = Record<string, string | number | boolean | null | undefined>

export type SendOptions = {
  /** The version that was read; sent as If-Match. */
  version?: number
  idempotencyKey?: string
  signal?: AbortSignal
}

/** Reads a resource or a page of a list. */
export async function getJson<T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> {
  return call<T>('GET', path + queryString(query), undefined, { signal })
}

/** Writes: POST creates or acts, PATCH changes what is given, PUT replaces, DELETE removes. */
export async function sendJson<T>(
  method: 'POST' | 'PATCH' | 'PUT' | 'DELETE',
  path: string,
  body?: unknown,
  options: SendOptions = {},
): Promise<T> {
  const idempotencyKey = options.idempotencyKey ?? (method === 'POST' ? crypto.randomUUID() : undefined)
  return call<T>(method, path, body, { ...options, idempotencyKey })
}

/** Sends a file as it is; what is said beside it goes into the query. */
export async function sendFile<T>(path: string, file: Blob, query?: Query, type = 'text/csv'): Promise<T> {
  const response = await fetch(`/api/v1/${path}${queryString(query)}`, {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': type, 'idempotency-key': crypto.randomUUID() },
    body: file,
    cache: 'no-store',
  })
  if (response.ok) return (await response.json()) as T
  throw new ApiError(response.status, await readProblem(response), response.headers.get('x-request-id'))
}

/** `?a=1&b=2` without what is empty. */
export function queryString(query: Query = {}): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') params.set(name, String(value))
  }
  const text = params.toString()
  return text ? `?${text}` : ''
}

async function call<T>(method: string, path: string, body: unknown, options: SendOptions): Promise<T> {
  const headers: Record<string, string> = { accept: 'application/json' }
  if (body !== undefined) headers['content-type'] = 'application/json'
  if (options.version !== undefined) headers['if-match'] = `"${options.version}"`
  if (options.idempotencyKey) headers['idempotency-key'] = options.idempotencyKey
  const response = await fetch(`/api/v1/${path}`, {
    method,
    headers,
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: options.signal,
    cache: 'no-store',
  })
  if (response.status === 204) return undefined as T
  if (response.ok) return (await response.json()) as T
  throw new ApiError(response.status, await readProblem(response), response.headers.get('x-request-id'))
}

async function readProblem(response: Response): Promise<Problem> {
  try {
    return (await response.json()) as Problem
  } catch {
    return {}
  }
}
