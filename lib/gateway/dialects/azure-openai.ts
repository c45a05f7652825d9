/**
 * The Azure OpenAI wire under `/openai`: deployments in the path, three headers for the key.
 * https://learn.microsoft.com/azure/ai-services/openai/reference
 */
import { bearerOf, type Dialect, type Route } from '@/lib/gateway/dialects/dialect'
import { decoded, openaiErrorBody, openaiRoute, plainPaths } from '@/lib/gateway/dialects/openai'

export const azureOpenai: Dialect = {
  name: 'azure-openai',
  route: (path) => (path.startsWith('/openai/') ? azureRoute(path.slice(7)) : null),
  keyOf: (call) => call.header('api-key') ?? call.header('ocp-apim-subscription-key') ?? bearerOf(call),
  errorBody: openaiErrorBody,
  formatReset: (ms) => String(Math.max(0, Math.ceil(ms / 1000))),
}

function azureRoute(path: string): Route | null {
  if (path.startsWith('/v1/')) return openaiRoute(path.slice(3))
  if (path === '/responses') return { operation: 'responses', method: 'POST', model: null }
  if (path === '/models') return { operation: 'models', method: 'GET', model: null }
  const match = /^\/deployments\/([^/]+)\/(.+)$/.exec(path)
  if (!match) return null
  const model = decoded(match[1] ?? '')
  if (model === null) return null
  if (match[2] === 'chat/completions') return { operation: 'chat', method: 'POST', model }
  if (match[2] === 'embeddings') return { operation: 'embeddings', method: 'POST', model }
  const plain = plainPaths[`/${match[2]}`]
  if (plain) return { operation: plain, method: 'POST', model }
  return { operation: 'unsupported' }
}
