/** The providers we can put behind a backend. A new one is a file here and a line below. */
import { anthropicProvider } from '@/lib/gateway/providers/anthropic/anthropic'
import { azureOpenaiProvider } from '@/lib/gateway/providers/azure-openai'
import { bedrockProvider } from '@/lib/gateway/providers/bedrock/bedrock'
import { cohereProvider } from '@/lib/gateway/providers/cohere/cohere'
import { compatibleProviders } from '@/lib/gateway/providers/compatible/compatible'
import { geminiProvider } from '@/lib/gateway/providers/gemini/gemini'
import { httpService } from '@/lib/gateway/providers/http-service'
import { openaiCompatible, openaiProvider } from '@/lib/gateway/providers/openai'
import type { Provider } from '@/lib/gateway/providers/provider'
import { vertexProvider } from '@/lib/gateway/providers/vertex/vertex'

const providers = new Map<string, Provider>(
  [
    openaiProvider,
    openaiCompatible,
    azureOpenaiProvider,
    anthropicProvider,
    geminiProvider,
    vertexProvider,
    bedrockProvider,
    cohereProvider,
    httpService,
    ...compatibleProviders,
  ].map((provider) => [provider.name, provider]),
)

export function findProvider(name: string): Provider | null {
  return providers.get(name) ?? null
}
