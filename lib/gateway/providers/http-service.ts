/** Any HTTP service: its paths are its own, its key header its service's. See lib/gateway/services. */
import { openaiProvider } from '@/lib/gateway/providers/openai'
import type { Provider } from '@/lib/gateway/providers/provider'

export const httpService: Provider = {
  ...openaiProvider,
  name: 'http',
  speaks: new Set(['service']),
  pathOf: ({ basePath }) => basePath,
  modelsPathOf: () => '/',
  // Which header its key goes in says the service, and a question without one may be answered with what it lacks.
  headersOf: () => ({}),
  tokensOf: () => null,
}
