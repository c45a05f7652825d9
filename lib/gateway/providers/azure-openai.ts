/** Azure OpenAI: base URL https://{resource}.openai.azure.com, deployment in the path, key as `api-key`. */
import type { BackendEntry } from '@/lib/gateway/catalog'
import { openaiPaths } from '@/lib/gateway/providers/openai'
import { openaiTokens } from '@/lib/gateway/providers/openai-usage'
import type { Provider } from '@/lib/gateway/providers/provider'

const DEFAULT_API_VERSION = '2024-10-21'

export const azureOpenaiProvider: Provider = {
  name: 'azure-openai',
  wire: null,
  speaks: new Set(['chat', 'embeddings', 'responses', 'completions', 'images', 'speech', 'transcriptions']),
  // The Responses API is in the newer surface only, which names the deployment in the body.
  pathOf: (backend, operation, deployment) =>
    operation === 'responses'
      ? `${backend.basePath}/openai/v1/responses`
      : `${backend.basePath}/openai/deployments/${encodeURIComponent(deployment)}${openaiPaths[operation]}?api-version=${encodeURIComponent(versionOf(backend))}`,
  modelsPathOf: (backend) => `/openai/models?api-version=${encodeURIComponent(versionOf(backend))}`,
  headersOf: ({ credential, source }): Record<string, string> => {
    if (credential === null) return {}
    return source?.kind === 'managed-identity' ? { authorization: `Bearer ${credential}` } : { 'api-key': credential }
  },
  bodyModel: () => null,
  // `max_completion_tokens` came with 2024-09-01-preview; versions are dates and sort as text.
  outputCapField: (backend) => (versionOf(backend) >= '2024-09-01' ? 'max_completion_tokens' : 'max_tokens'),
  honoursCap: () => true,
  tokensOf: openaiTokens,
  // A prompt refused by the content filter is evaluated and charged; a 401, 429 or 5xx is not.
  isBilled: (status, errorCode) => status === 400 && errorCode === 'content_filter',
}

function versionOf(backend: BackendEntry): string {
  return backend.apiVersion ?? DEFAULT_API_VERSION
}
