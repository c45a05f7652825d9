/** OpenAI itself: base URL such as https://api.openai.com/v1, key as Bearer. */
import { openaiTokens } from '@/lib/gateway/providers/openai-usage'
import type { Provider, UpstreamOperation } from '@/lib/gateway/providers/provider'

export const openaiPaths: Record<UpstreamOperation, string> = {
  chat: '/chat/completions',
  embeddings: '/embeddings',
  responses: '/responses',
  completions: '/completions',
  images: '/images/generations',
  speech: '/audio/speech',
  transcriptions: '/audio/transcriptions',
  moderations: '/moderations',
  rerank: '/rerank',
  service: '',
}

export const openaiProvider: Provider = {
  name: 'openai',
  wire: null,
  speaks: new Set([
    'chat',
    'embeddings',
    'responses',
    'completions',
    'images',
    'speech',
    'transcriptions',
    'moderations',
    'rerank',
  ]),
  pathOf: (backend, operation) => backend.basePath + openaiPaths[operation],
  modelsPathOf: () => '/models',
  headersOf: (backend): Record<string, string> =>
    backend.credential === null ? {} : { authorization: `Bearer ${backend.credential}` },
  bodyModel: (deployment) => deployment,
  outputCapField: () => 'max_completion_tokens',
  honoursCap: () => true,
  tokensOf: openaiTokens,
  isBilled: () => false,
}

/** Any server that speaks OpenAI's wire (vLLM, Ollama, Together …); these know the older name of the maximum. */
export const openaiCompatible: Provider = {
  ...openaiProvider,
  name: 'openai-compatible',
  outputCapField: () => 'max_tokens',
  honoursCap: (field) => field === 'max_tokens',
}
