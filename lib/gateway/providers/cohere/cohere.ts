/** Cohere: base URL https://api.cohere.com, key as Bearer. */

import { cohereProviderWire } from '@/lib/gateway/providers/cohere/cohere-wire'
import { cohereTokens } from '@/lib/gateway/providers/cohere/decode-answer'
import { cohereEmbeddings } from '@/lib/gateway/providers/cohere/embeddings'
import type { Provider } from '@/lib/gateway/providers/provider'

export const cohereProvider: Provider = {
  name: 'cohere',
  wire: cohereProviderWire,
  speaks: new Set(['chat', 'embeddings']),
  embeddings: cohereEmbeddings,
  pathOf: (backend) => `${backend.basePath}/v2/chat`,
  modelsPathOf: () => '/v1/models',
  headersOf: (backend): Record<string, string> =>
    backend.credential === null ? {} : { authorization: `Bearer ${backend.credential}` },
  bodyModel: (deployment) => deployment,
  outputCapField: () => 'max_tokens',
  honoursCap: () => true,
  tokensOf: cohereTokens,
  isBilled: () => false,
}
