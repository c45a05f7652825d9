/** A dialect is the wire a caller speaks: its paths, where its key is, how its errors and limit headers read. */
import type { Call } from '@/lib/gateway/call'
import type { Refusal } from '@/lib/gateway/refusal'

export type Operation = 'chat' | 'embeddings' | 'responses' | 'models' | 'model' | 'usage'

export type Route =
  /** `model` is set where the path names it. */
  | { operation: Operation; method: 'GET' | 'POST'; model: string | null }
  /** A surface of the dialect that is known and not served: refused with a code, never passed through unmetered. */
  | { operation: 'unsupported' }

export type Dialect = {
  name: 'openai' | 'azure-openai'
  /** The route of a path under this dialect, or null where the dialect has no such path. */
  route(path: string): Route | null
  keyOf(call: Call): string | null
  errorBody(refusal: Refusal, requestId: string): unknown
  /** How a time to wait is written in `x-ratelimit-reset-…`. */
  formatReset(ms: number): string
}

/** The token of `Authorization: Bearer …`. */
export function bearerOf(call: Call): string | null {
  const value = call.header('authorization')
  return value !== undefined && /^bearer /i.test(value) ? value.slice(7).trim() : null
}
