/** A generateContent request as the pipeline sees it. Whether it streams is said by its path. */
import type { Call } from '@/lib/gateway/call'
import type { ProductEntry } from '@/lib/gateway/catalog'
import { invalid, isAbsent } from '@/lib/gateway/chat/fields'
import { shapeForeignBody } from '@/lib/gateway/chat/shape-body'
import { decodeGeminiCall } from '@/lib/gateway/dialects/gemini/decode-call'
import { geminiCallerWire } from '@/lib/gateway/dialects/gemini/gemini-wire'
import { camelOf } from '@/lib/gateway/dialects/gemini/names'
import { isEmbedding, readGeminiEmbeddings } from '@/lib/gateway/dialects/gemini/read-embeddings'
import { asObject, type JsonObject } from '@/lib/gateway/json'
import type { GatewayRequest } from '@/lib/gateway/operations/gateway-request'
import { Refusal } from '@/lib/gateway/refusal'

export function readGemini(given: JsonObject, product: ProductEntry, call: Pick<Call, 'path' | 'query'>): GatewayRequest {
  if (isEmbedding(call.path)) return readGeminiEmbeddings(given, call.path)
  const isCounting = call.path.endsWith(':countTokens')
  const isStream = call.path.endsWith(':streamGenerateContent')
  if (isStream && !/(^|&)(alt|%24alt)=sse(&|$)/.test(call.query))
    throw new Refusal('unsupported_surface', 'Streams are served as server-sent events: add ?alt=sse.')
  // A count may be asked of a whole request.
  const body = camelOf(isCounting ? (asObject(given.generateContentRequest) ?? given) : given)
  if (!Array.isArray(body.contents) || body.contents.length === 0)
    throw invalid('contents', "'contents' must be a list with at least one content.")
  const config = camelOf(asObject(body.generationConfig) ?? {})
  shapeForeignBody(config, product, 'maxOutputTokens', names)
  if (Object.keys(config).length > 0) body.generationConfig = config
  const chat = decodeGeminiCall(body)
  const hosted = chat.tools.some((tool) => tool.kind === 'hosted')
  return {
    operation: 'chat',
    body,
    isStream,
    wantsUsage: true,
    maxOutput: chat.maxTokens === null ? null : chat.maxTokens * chat.choices,
    choices: chat.choices,
    extras: { unbounded: hosted ? 'tools' : isAbsent(body.cachedContent) ? null : 'cachedContent', isUnpriced: false },
    endUser: null,
    pin: null,
    wire: geminiCallerWire,
    chat,
    dropped: null,
  }
}

const names: Record<string, string> = {
  temperature: 'temperature',
  top_p: 'topP',
  top_k: 'topK',
  seed: 'seed',
  frequency_penalty: 'frequencyPenalty',
  presence_penalty: 'presencePenalty',
  stop: 'stopSequences',
}
