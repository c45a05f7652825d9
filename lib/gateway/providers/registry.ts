/** The providers we can put behind a backend. A new one is a file here and a line below. */
import { anthropicProvider } from '@/lib/gateway/providers/anthropic/anthropic'
import { azureOpenaiProvider } from '@/lib/gateway/providers/azure-openai'
import { geminiProvider } from '@/lib/gateway/providers/gemini/gemini'
import { openaiCompatible, openaiProvider } from '@/lib/gateway/providers/openai'
import type { Provider } from '@/lib/gateway/providers/provider'

const providers = new Map<string, Provider>(
  [openaiProvider, openaiCompatible, azureOpenaiProvider, anthropicProvider, geminiProvider].map((provider) => [
    provider.name,
    provider,
  ]),
)

export function findProvider(name: string): Provider | null {
  return providers.get(name) ?? null
}
