/** Google's Gemini wire under `/gemini`: model and method in the path. Errors: https://cloud.google.com/apis/design/errors */
import { bearerOf, type Dialect, type ListedModel, type Route } from '@/lib/gateway/dialects/dialect'
import { readGemini } from '@/lib/gateway/dialects/gemini/read-request'
import { decoded } from '@/lib/gateway/dialects/openai'
import type { Refusal } from '@/lib/gateway/refusal'

export const gemini: Dialect = {
  name: 'gemini',
  read: readGemini,
  route: (path) => (path.startsWith('/gemini/') ? geminiRoute(path.slice(7)) : null),
  keyOf: (call) => call.header('x-goog-api-key') ?? keyOfQuery(call.query) ?? bearerOf(call),
  errorBody: geminiErrorBody,
  formatReset: (ms) => `${Math.max(0, Math.ceil(ms / 1000))}s`,
  tokenCount: (tokens) => ({ totalTokens: tokens }),
  model: modelView,
  models: (models) => ({ models: models.map(modelView) }),
}

function keyOfQuery(query: string): string | null {
  return query === '' ? null : new URLSearchParams(query).get('key')
}

/** The version may be left out. */
const PATH = /^(?:\/v1(?:beta|alpha)?)?\/models(?:\/([^:]+)(?::(\w+))?)?$/
const UNSUPPORTED =
  /^\/(?:v1(?:beta|alpha)?\/)?(files|cachedContents|tunedModels|corpora|upload|ws|batches|operations|interactions)(\/|$)/

function geminiRoute(path: string): Route | null {
  const match = PATH.exec(path)
  if (!match) return UNSUPPORTED.test(path) ? { operation: 'unsupported' } : null
  const [, name, method] = match
  if (name === undefined) return { operation: 'models', method: 'GET', model: null }
  const model = decoded(name)
  if (model === null) return null
  switch (method) {
    case undefined:
      return { operation: 'model', method: 'GET', model }
    case 'generateContent':
    case 'streamGenerateContent':
      return { operation: 'chat', method: 'POST', model }
    case 'embedContent':
    case 'batchEmbedContents':
      return { operation: 'embeddings', method: 'POST', model }
    case 'countTokens':
      return { operation: 'countTokens', method: 'POST', model }
    default:
      return { operation: 'unsupported' }
  }
}

function geminiErrorBody({ code, message, status, details }: Refusal, requestId: string): unknown {
  const more: object[] = [
    { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: details.providerCode ?? code, domain: 'tollgate' },
    { '@type': 'type.googleapis.com/google.rpc.RequestInfo', requestId },
  ]
  if (details.retryAfterMs !== undefined && Number.isFinite(details.retryAfterMs))
    more.push({ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: `${Math.ceil(details.retryAfterMs / 1000)}s` })
  return { error: { code: status, message, status: statusOf(status), details: more } }
}

function statusOf(status: number): string {
  return statuses[status] ?? (status < 500 ? 'INVALID_ARGUMENT' : 'INTERNAL')
}

const statuses: Record<number, string> = {
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  429: 'RESOURCE_EXHAUSTED',
  499: 'CANCELLED',
  502: 'UNAVAILABLE',
  503: 'UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
}

function modelView({ name, contextWindow, maxOutputTokens }: ListedModel): object {
  const supportedGenerationMethods = ['generateContent', 'streamGenerateContent', 'countTokens']
  return {
    name: `models/${name}`,
    baseModelId: name,
    version: '1',
    displayName: name,
    inputTokenLimit: contextWindow,
    outputTokenLimit: maxOutputTokens,
    supportedGenerationMethods,
  }
}
