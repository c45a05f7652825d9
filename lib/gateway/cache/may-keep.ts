/** Which calls a kept answer can serve at all, and what of a call is looked at to say how long one is kept. */
import { asObject, type JsonObject, wordOf } from '@/lib/gateway/json'
import type { GatewayRequest } from '@/lib/gateway/operations/gateway-request'
import type { CacheRule } from '@/lib/policy/cache/cache-rule'

const keptOperations: ReadonlySet<string> = new Set(['chat', 'embeddings', 'responses', 'completions', 'moderations', 'rerank'])
const imageParts = new Set(['image_url', 'input_image', 'image', 'input_audio', 'input_file', 'file'])

/** Why a call goes past the cache, in words for its trace; null where it does not. */
export function bypassOf(rule: CacheRule, { operation, body, pin, extras }: GatewayRequest): string | null {
  if (!keptOperations.has(operation)) return `answers of ${operation} are not kept`
  const { temperature, tools, functions } = body
  // Embeddings and their kin know no temperature; a chat without one takes the provider's, which is 1.
  if (typeof temperature === 'number' && temperature > rule.maxTemperature)
    return `a temperature of ${temperature} is above ${rule.maxTemperature}`
  if (!rule.keepsTools && (isFilled(tools) || isFilled(functions))) return 'it has tools'
  if (pin !== null) return 'it goes on from an earlier response'
  if (extras.isUnpriced) return 'its tier has no price'
  if (!rule.keepsImages && hasImages(body)) return 'it has images, sound or files'
  return null
}

/** The words of the last message, in lower case. */
export function questionOf({ messages, input, prompt }: JsonObject): string {
  const list = Array.isArray(messages) ? messages : Array.isArray(input) ? input : null
  const last = list ? list.at(-1) : (input ?? prompt)
  return textOf(asObject(last)?.content ?? last).toLowerCase()
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  return content
    .map((part) => (typeof part === 'string' ? part : asObject(part)?.text))
    .filter((text) => typeof text === 'string')
    .join('\n')
}

function isFilled(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0
}

function hasImages({ messages, input }: JsonObject): boolean {
  for (const list of [messages, input]) {
    if (!Array.isArray(list)) continue
    for (const item of list) {
      const content = asObject(item)?.content
      if (Array.isArray(content) && content.some((part) => imageParts.has(wordOf(asObject(part)?.type)))) return true
    }
  }
  return false
}
