/**
 * A call of the Responses API: one request, its own fields. What would run on without us (background) or lives in another
 * surface (conversations) is refused; what the provider remembers of earlier turns is billed anew and has no bound.
 * https://platform.openai.com/docs/api-reference/responses
 */
import type { ProductEntry } from '@/lib/gateway/catalog'
import { asObject, isJsonObject, type JsonObject } from '@/lib/gateway/json'
import { extrasOf } from '@/lib/gateway/operations/extras'
import { endUserOf, isSet, isStreamOf } from '@/lib/gateway/operations/fields'
import type { GatewayRequest } from '@/lib/gateway/operations/gateway-request'
import { Refusal } from '@/lib/gateway/refusal'

export function readResponses(body: JsonObject, product: ProductEntry): GatewayRequest {
  const { input } = body
  if (!(typeof input === 'string' || (Array.isArray(input) && input.length > 0)))
    throw invalid('input', "'input' must be a text or a list of items.")
  const isStream = isStreamOf(body)
  if (body.background === true)
    throw invalid('background', 'Responses in the background are not served: they could not be metered.')
  if (Array.isArray(input) && input.some((item) => asObject(item)?.type === 'item_reference'))
    throw invalid('input', 'References to stored items are not served; continue with previous_response_id.')
  if (isSet(body.conversation)) throw invalid('conversation', 'Conversations are not served; continue with previous_response_id.')
  addDefaults(body, product)
  const maxOutput = body.max_output_tokens
  if (isSet(maxOutput) && !(typeof maxOutput === 'number' && Number.isInteger(maxOutput) && maxOutput >= 1))
    throw invalid('max_output_tokens', "'max_output_tokens' must be a whole number of at least 1.")
  const extras = extrasOf(body)
  const remembered = ['previous_response_id', 'prompt'].find((name) => isSet(body[name])) ?? null
  return {
    operation: 'responses',
    body,
    isStream,
    wantsUsage: true,
    maxOutput: typeof maxOutput === 'number' ? maxOutput : null,
    choices: 1,
    extras: { ...extras, unbounded: extras.unbounded ?? remembered },
    endUser: endUserOf(body),
    pin: null,
    wire: null,
    chat: null,
    dropped: null,
  }
}

/** The same text in the shape of a chat, to be counted. */
export function asChat({ instructions, input, tools, text }: JsonObject): JsonObject {
  const items = typeof input === 'string' ? [{ role: 'user', content: input }] : Array.isArray(input) ? input : []
  const messages = items.map((item) => messageOf(asObject(item) ?? {}))
  if (typeof instructions === 'string') messages.unshift({ role: 'developer', content: instructions })
  else if (Array.isArray(instructions)) messages.unshift(...instructions.map((item) => messageOf(asObject(item) ?? {})))
  return { messages, tools, response_format: asObject(text)?.format }
}

function messageOf(item: JsonObject): JsonObject {
  if (typeof item.role !== 'string') {
    const text = JSON.stringify(item)
    const parts: JsonObject[] = [{ type: 'text', text }]
    return { role: 'tool', content: HOLDS_BY_ADDRESS.test(text) ? [...parts, { type: 'file' }] : parts }
  }
  if (!Array.isArray(item.content)) return { role: item.role, content: item.content }
  return { role: item.role, content: item.content.map((part) => partOf(asObject(part) ?? {})) }
}

const HOLDS_BY_ADDRESS = /"(file_id|file_url|file_data|image_url)":/
const textAlone = new Set(['type', 'text', 'annotations', 'logprobs'])

/** Anything but text and images is counted as what has no bound, whatever text it has beside it. */
function partOf(part: JsonObject): JsonObject {
  if (typeof part.text === 'string' && Object.keys(part).every((name) => textAlone.has(name)))
    return { type: 'text', text: part.text }
  return { type: part.type, text: part.text, image_url: { url: part.image_url, detail: part.detail } }
}

/** Of a product's defaults, those both surfaces know. */
function addDefaults(body: JsonObject, product: ProductEntry): void {
  for (const [name, value] of Object.entries(product.requestDefaults)) {
    const here = name.startsWith('max_') ? 'max_output_tokens' : name
    if (!known.has(here) || isSet(body[here])) continue
    body[here] = value
  }
}

const known = new Set(['max_output_tokens', 'temperature', 'top_p'])

function invalid(param: string, message: string): Refusal {
  return new Refusal('invalid_request', message, { param })
}

/** The words of an answer, for where nobody measured. */
export function textOfResponse(body: JsonObject | null): string {
  let text = ''
  for (const item of Array.isArray(body?.output) ? body.output : []) {
    const { content, arguments: args } = asObject(item) ?? {}
    if (typeof args === 'string') text += args
    for (const part of Array.isArray(content) ? content : [])
      if (isJsonObject(part) && typeof part.text === 'string') text += part.text
  }
  return text
}
