/** The Anthropic wire under `/anthropic`. Errors: https://docs.claude.com/en/api/errors */

import { readAnthropic } from '@/lib/gateway/dialects/anthropic/read-request'
import { bearerOf, type Dialect, type ListedModel, type Route } from '@/lib/gateway/dialects/dialect'
import { decoded } from '@/lib/gateway/dialects/openai'
import type { Refusal } from '@/lib/gateway/refusal'

export const anthropic: Dialect = {
  name: 'anthropic',
  read: readAnthropic,
  route: (path) => (path.startsWith('/anthropic/') ? anthropicRoute(path.slice(10)) : null),
  keyOf: (call) => call.header('x-api-key') ?? bearerOf(call),
  errorBody: anthropicErrorBody,
  errorEvent: (body) => `event: error\ndata: ${JSON.stringify(body)}\n\n`,
  tokenCount: (tokens) => ({ input_tokens: tokens }),
  model: modelView,
  models: (models) => ({
    data: models.map(modelView),
    has_more: false,
    first_id: models[0]?.name ?? null,
    last_id: models.at(-1)?.name ?? null,
  }),
  formatReset: (ms) => new Date(Date.now() + Math.max(0, ms)).toISOString().replace(/\.\d{3}Z$/, 'Z'),
  limitNames: {
    limitRequests: 'anthropic-ratelimit-requests-limit',
    remainingRequests: 'anthropic-ratelimit-requests-remaining',
    resetRequests: 'anthropic-ratelimit-requests-reset',
    limitTokens: 'anthropic-ratelimit-tokens-limit',
    remainingTokens: 'anthropic-ratelimit-tokens-remaining',
    resetTokens: 'anthropic-ratelimit-tokens-reset',
  },
}

function modelView({ name, createdAtMs, contextWindow, maxOutputTokens }: ListedModel): object {
  const created_at = new Date(createdAtMs).toISOString()
  return { type: 'model', id: name, display_name: name, created_at, max_input_tokens: contextWindow, max_tokens: maxOutputTokens }
}

const UNSUPPORTED = /^\/v1\/(messages\/batches|files|complete|skills|organizations)(\/|$)/

function anthropicRoute(path: string): Route | null {
  if (path === '/v1/messages') return { operation: 'chat', method: 'POST', model: null }
  if (path === '/v1/messages/count_tokens') return { operation: 'countTokens', method: 'POST', model: null }
  if (path === '/v1/models') return { operation: 'models', method: 'GET', model: null }
  if (path.startsWith('/v1/models/')) return { operation: 'model', method: 'GET', model: decoded(path.slice(11)) }
  return UNSUPPORTED.test(path) ? { operation: 'unsupported' } : null
}

export function anthropicErrorBody(refusal: Refusal, requestId: string): unknown {
  const { code, message, status, details } = refusal
  return { type: 'error', error: { type: typeOf(status), message, code: details.providerCode ?? code }, request_id: requestId }
}

function typeOf(status: number): string {
  return types[status] ?? (status < 500 ? 'invalid_request_error' : 'api_error')
}

const types: Record<number, string> = {
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  503: 'overloaded_error',
  504: 'timeout_error',
  529: 'overloaded_error',
}
