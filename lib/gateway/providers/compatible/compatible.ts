/** Makes a provider out of its quirks: OpenAI's chat, with what differs set right or refused by name. */
import type { BackendEntry } from '@/lib/gateway/catalog'
import type { EncodeContext, ProviderWire } from '@/lib/gateway/chat/wire'
import type { JsonObject } from '@/lib/gateway/json'
import { type Quirks, quirks } from '@/lib/gateway/providers/compatible/quirks'
import { encodeOpenaiCall } from '@/lib/gateway/providers/openai-chat/encode-call'
import { openaiChatProviderWire } from '@/lib/gateway/providers/openai-chat/openai-chat-wire'
import { openaiTokens } from '@/lib/gateway/providers/openai-usage'
import type { Provider, UpstreamOperation } from '@/lib/gateway/providers/provider'

export const compatibleProviders: readonly Provider[] = quirks.map(providerOf)

function providerOf(own: Quirks): Provider {
  const speaks: UpstreamOperation[] = own.embeddingsPath === undefined ? ['chat'] : ['chat', 'embeddings']
  return {
    name: own.name,
    wire: wireOf(own),
    speaks: new Set(speaks),
    pathOf(backend, operation) {
      const path = backend.basePath + (operation === 'embeddings' ? (own.embeddingsPath ?? own.chatPath) : own.chatPath)
      return own.apiVersion === undefined
        ? path
        : `${path}?api-version=${encodeURIComponent(backend.apiVersion ?? own.apiVersion)}`
    },
    modelsPathOf: (backend) =>
      own.apiVersion === undefined ? '/models' : `/info?api-version=${encodeURIComponent(backend.apiVersion ?? own.apiVersion)}`,
    headersOf: (backend): Record<string, string> => ({ ...own.headers, ...keyHeader(own, backend) }),
    bodyModel: (deployment) => deployment,
    outputCapField: () => own.cap,
    honoursCap: (field) => field === own.cap,
    tokensOf: openaiTokens,
    isBilled: () => false,
  }
}

function keyHeader({ key }: Quirks, { credential, source }: BackendEntry): Record<string, string> {
  if (credential === null) return {}
  return key === 'bearer' || source?.kind === 'managed-identity'
    ? { authorization: `Bearer ${credential}` }
    : { 'api-key': credential }
}

function wireOf(own: Quirks): ProviderWire {
  return {
    ...openaiChatProviderWire,
    hasOwnAnswers: own.hasOwnAnswers,
    encodeCall: (call, context) => adapt(own, encodeOpenaiCall({ ...call, topK: null }, context), context, call.topK),
    complete: (body, context) => adapt(own, asked(body, context), context, null),
  }
}

/** A body of OpenAI's own with what the gateway sets. */
function asked(body: JsonObject, { deployment, most, isStream }: EncodeContext): JsonObject {
  const given = [body.max_completion_tokens, body.max_tokens].filter((one) => typeof one === 'number')
  const { max_tokens: _, ...rest } = body
  return {
    ...rest,
    model: deployment,
    max_completion_tokens: Math.min(most, ...given),
    ...(isStream ? { stream_options: { include_usage: true } } : {}),
  }
}

function adapt(own: Quirks, body: JsonObject, context: EncodeContext, topK: number | null): JsonObject {
  if (topK !== null) body.top_k = topK
  for (const name of own.cannot ?? []) {
    if (!isSaying(name, body[name])) delete body[name]
    else {
      context.cannot(name)
      delete body[name]
    }
  }
  for (const name of own.ignores ?? []) {
    if (isSaying(name, body[name])) context.drop(name)
    delete body[name]
  }
  for (const [name, there] of Object.entries(own.renamed ?? {})) rename(body, name, there)
  if (own.cap === 'max_tokens') rename(body, 'max_completion_tokens', 'max_tokens')
  if (own.required !== undefined && body.tool_choice === 'required') body.tool_choice = own.required
  if (own.isUsageUnasked) delete body.stream_options
  return body
}

function rename(body: JsonObject, from: string, to: string): void {
  if (body[from] === undefined) return
  body[to] = body[from]
  delete body[from]
}

/** Does a field ask for anything but what happens without it? */
function isSaying(name: string, value: unknown): boolean {
  if (value === undefined || value === null || value === false) return false
  if (name === 'n') return value !== 1
  if (name === 'tool_choice') return value !== 'auto'
  if (name === 'parallel_tool_calls') return value !== true
  if (name === 'service_tier') return value !== 'auto' && value !== 'default'
  return !(name === 'modalities' && Array.isArray(value) && value.every((one) => one === 'text'))
}
