/**
 * Gemini at Vertex AI: base URL https://{region}-aiplatform.googleapis.com/v1/projects/{project}/locations/{region}, a service
 * account whose key file is changed for a token.
 */
import { vertexEmbeddings } from '@/lib/gateway/providers/gemini/embeddings'
import { geminiProvider, methodOf } from '@/lib/gateway/providers/gemini/gemini'
import type { Provider } from '@/lib/gateway/providers/provider'

export const vertexProvider: Provider = {
  ...geminiProvider,
  name: 'vertex',
  usesToken: true,
  embeddings: vertexEmbeddings,
  pathOf: (backend, _operation, deployment, isStream) =>
    `${backend.basePath}/publishers/google/models/${methodOf(deployment, isStream)}`,
  modelsPathOf: () => '/publishers/google/models',
  headersOf: (backend): Record<string, string> =>
    backend.credential === null ? {} : { authorization: `Bearer ${backend.credential}` },
}
