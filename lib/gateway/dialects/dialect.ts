/** A dialect is the wire a caller speaks: its paths, where its key is, how its errors and limit headers read. */
import type { Call } from '@/lib/gateway/call'
import type { ProductEntry } from '@/lib/gateway/catalog'
import type { JsonObject } from '@/lib/gateway/json'
import type { GatewayRequest } from '@/lib/gateway/operations/gateway-request'
import type { UpstreamOperation } from '@/lib/gateway/operations/operation-kinds'
import type { Refusal } from '@/lib/gateway/refusal'

export type Operation = UpstreamOperation | 'models' | 'model' | 'usage' | 'countTokens'

export type Route =
  /** `model` is set where the path names it. */
  | { operation: Operation; method: 'GET' | 'POST' | 'any'; model: string | null }
  /** A surface of the dialect that is known and not served: refused with a code, never passed through unmetered. */
  | { operation: 'unsupported' }

export type Dialect = {
  name: 'openai' | 'azure-openai' | 'anthropic' | 'gemini' | 'service'
  /** Reads a body of this dialect; absent where it is OpenAI's. The path may say more, as Gemini's does. */
  read?(body: JsonObject, product: ProductEntry, call: Pick<Call, 'path' | 'query'>): GatewayRequest
  /** The route of a path under this dialect, or null where the dialect has no such path. */
  route(path: string): Route | null
  keyOf(call: Call): string | null
  errorBody(refusal: Refusal, requestId: string): unknown
  /** How a time to wait is written in `x-ratelimit-reset-…`. */
  formatReset(ms: number): string
  /** An error in the middle of a stream, where it is not written as OpenAI does. */
  errorEvent?(body: unknown): string
  limitNames?: LimitNames
  /** Answers of our own, where they are not written as OpenAI does. */
  tokenCount?(tokens: number): unknown
  model?(model: ListedModel): unknown
  models?(models: readonly ListedModel[]): unknown
}

export type ListedModel = { name: string; createdAtMs: number; contextWindow: number; maxOutputTokens: number }

/** What the headers about limits are called. */
export type LimitNames = {
  limitRequests: string
  remainingRequests: string
  resetRequests: string
  limitTokens: string
  remainingTokens: string
  resetTokens: string
}

/** The token of `Authorization: Bearer …`. */
export function bearerOf(call: Call): string | null {
  const value = call.header('authorization')
  return value !== undefined && /^bearer /i.test(value) ? value.slice(7).trim() : null
}
