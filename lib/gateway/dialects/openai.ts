/** The OpenAI wire under `/v1`. Errors: https://platform.openai.com/docs/guides/error-codes */
import { bearerOf, type Dialect, type Route } from '@/lib/gateway/dialects/dialect'
import type { PlainOperation } from '@/lib/gateway/operations/operation-kinds'
import type { Refusal } from '@/lib/gateway/refusal'

/** Below a base, and below a deployment of Azure's. */
export const plainPaths: Readonly<Record<string, PlainOperation>> = {
  '/completions': 'completions',
  '/images/generations': 'images',
  '/audio/speech': 'speech',
  '/audio/transcriptions': 'transcriptions',
  '/moderations': 'moderations',
  '/rerank': 'rerank',
}

const UNSUPPORTED =
  /^\/(responses|completions|images|audio|moderations|files|uploads|batches|fine_tuning|assistants|threads|vector_stores|realtime|evals|containers|videos|rerank)(\/|$)/

export const openai: Dialect = {
  name: 'openai',
  route: (path) => (path.startsWith('/v1/') ? openaiRoute(path.slice(3)) : null),
  keyOf: bearerOf,
  errorBody: openaiErrorBody,
  formatReset,
}

/** The route of a path below an OpenAI base (`/v1`, and Azure's `/openai/v1`). */
export function openaiRoute(path: string): Route | null {
  if (path === '/chat/completions') return { operation: 'chat', method: 'POST', model: null }
  if (path === '/embeddings') return { operation: 'embeddings', method: 'POST', model: null }
  if (path === '/responses') return { operation: 'responses', method: 'POST', model: null }
  const plain = plainPaths[path]
  if (plain) return { operation: plain, method: 'POST', model: null }
  if (path === '/models') return { operation: 'models', method: 'GET', model: null }
  if (path === '/usage') return { operation: 'usage', method: 'GET', model: null }
  if (path.startsWith('/models/')) return { operation: 'model', method: 'GET', model: decoded(path.slice(8)) }
  return UNSUPPORTED.test(path) ? { operation: 'unsupported' } : null
}

export function openaiErrorBody(refusal: Refusal, requestId: string): unknown {
  return {
    error: {
      message: refusal.message,
      type: typeOf(refusal),
      param: refusal.details.param ?? null,
      code: refusal.details.providerCode ?? refusal.code,
      request_id: requestId,
    },
  }
}

/** Durations as OpenAI writes them: 17ms, 1.5s, 6m0s. */
export function formatReset(ms: number): string {
  const whole = Math.max(0, Math.ceil(ms))
  if (whole < 1000) return `${whole}ms`
  if (whole < 60_000) return `${whole / 1000}s`
  const seconds = Math.ceil(whole / 1000)
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60]
  return `${h > 0 ? `${h}h` : ''}${m}m${s}s`
}

/** A path segment, or null where its percent signs are malformed. */
export function decoded(segment: string): string | null {
  try {
    return decodeURIComponent(segment)
  } catch {
    return null
  }
}

function typeOf(refusal: Refusal): string {
  if (refusal.code === 'quota_exceeded' || refusal.code === 'price_unknown') return 'insufficient_quota'
  if (refusal.status === 401) return 'authentication_error'
  if (refusal.status === 403) return 'permission_error'
  if (refusal.status === 429) return 'rate_limit_error'
  return refusal.status < 500 ? 'invalid_request_error' : 'server_error'
}
