/** A request as the rest of the pipeline sees it: parsed once, completed by the product's defaults, bounds read. */
import type { ModelEntry, ProductEntry } from '@/lib/gateway/catalog'
import { countableOf } from '@/lib/gateway/chat/countable'
import { isJsonObject, type JsonObject } from '@/lib/gateway/json'
import { extrasOf } from '@/lib/gateway/operations/extras'
import { endUserOf, isSet, isStreamOf } from '@/lib/gateway/operations/fields'
import type { GatewayRequest } from '@/lib/gateway/operations/gateway-request'
import { isPlain } from '@/lib/gateway/operations/operation-kinds'
import { countedOf, readPlain } from '@/lib/gateway/operations/plain'
import { asChat, readResponses } from '@/lib/gateway/operations/responses'
import { forceFields } from '@/lib/gateway/product-shaping'
import type { UpstreamOperation } from '@/lib/gateway/providers/provider'
import { Refusal } from '@/lib/gateway/refusal'
import { PromptTokens } from '@/lib/gateway/tokens/prompt-tokens'

/** The body as JSON. Of two equal keys the last one counts, here and for the provider alike: what was parsed is what is sent. */
export function parseBody(bytes: Buffer): JsonObject {
  let value: unknown
  try {
    value = JSON.parse(bytes.toString('utf8'))
  } catch {
    throw new Refusal('body_not_json', bytes.length === 0 ? 'The request has no body.' : 'The request body is not valid JSON.')
  }
  if (!isJsonObject(value)) throw new Refusal('body_not_json', 'The request body must be a JSON object.')
  return value
}

export function readRequest(operation: UpstreamOperation, body: JsonObject, product: ProductEntry): GatewayRequest {
  if (product.shaping !== null) forceFields(product.shaping, operation, body)
  if (operation === 'responses') return readResponses(body, product)
  if (isPlain(operation)) return readPlain(operation, body)
  return operation === 'chat' ? readChat(completed(body, product)) : readEmbeddings(body)
}

/** How many tokens the prompt will be, at most. */
export function promptTokensOf(request: GatewayRequest, model: ModelEntry): PromptTokens {
  if (request.operation === 'responses') return new PromptTokens(model.tokenizer, 'chat', asChat(request.body))
  if (request.wire !== null && request.chat !== null) return new PromptTokens(model.tokenizer, 'chat', countableOf(request.chat))
  const { operation } = request
  if (operation === 'service') return new PromptTokens(model.tokenizer, 'embeddings', { input: [] })
  if (isPlain(operation)) return new PromptTokens(model.tokenizer, 'embeddings', countedOf(operation, request.body))
  return new PromptTokens(model.tokenizer, operation, request.body)
}

function readChat(body: JsonObject): GatewayRequest {
  if (!Array.isArray(body.messages) || body.messages.length === 0) {
    throw new Refusal('invalid_request', "'messages' must be a list with at least one message.", { param: 'messages' })
  }
  // Of the best of so many answers all are billed, whether they are seen or not.
  const choices = Math.max(wholeNumber(body, 'n', 1, 128) ?? 1, wholeNumber(body, 'best_of', 1, 128) ?? 1)
  const perChoice = [wholeNumber(body, 'max_completion_tokens', 1), wholeNumber(body, 'max_tokens', 1)].filter((n) => n !== null)
  const isStream = isStreamOf(body)
  const options = isJsonObject(body.stream_options) ? body.stream_options : null
  return {
    operation: 'chat',
    body,
    isStream,
    wantsUsage: options?.include_usage === true,
    maxOutput: perChoice.length === 0 ? null : Math.max(...perChoice) * choices,
    choices,
    extras: extrasOf(body),
    endUser: endUserOf(body),
    pin: null,
    wire: null,
    chat: null,
    dropped: null,
  }
}

function readEmbeddings(body: JsonObject): GatewayRequest {
  const { input } = body
  if (!(typeof input === 'string' || (Array.isArray(input) && input.length > 0))) {
    throw new Refusal('invalid_request', "'input' must be a text or a list of texts.", { param: 'input' })
  }
  return {
    operation: 'embeddings',
    body,
    isStream: false,
    wantsUsage: false,
    maxOutput: 0,
    choices: 1,
    extras: extrasOf(body),
    endUser: endUserOf(body),
    pin: null,
    wire: null,
    chat: null,
    dropped: null,
  }
}

/** The older shape `{"prompt": "…"}` becomes messages; fields the caller left out take the product's defaults. */
function completed(body: JsonObject, product: ProductEntry): JsonObject {
  if (body.messages === undefined && typeof body.prompt === 'string') {
    body.messages = [{ role: 'user', content: body.prompt }]
    delete body.prompt
  }
  const hasMaximum = isSet(body.max_tokens) || isSet(body.max_completion_tokens)
  for (const name in product.requestDefaults) {
    if (isSet(body[name]) || (hasMaximum && name.startsWith('max_'))) continue
    body[name] = product.requestDefaults[name]
  }
  return body
}

function wholeNumber(body: JsonObject, name: string, min: number, max = Number.MAX_SAFE_INTEGER): number | null {
  const value = body[name]
  if (!isSet(value)) return null
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value
  throw new Refusal('invalid_request', `'${name}' must be a whole number of at least ${min}.`, { param: name })
}
