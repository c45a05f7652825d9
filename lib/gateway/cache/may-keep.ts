/** Which calls a kept answer can serve at all, and what of a call is looked at to say how long one is kept. */
import type { ChatCall, Part } from '@/lib/gateway/chat/chat-call'
import { asObject, type JsonObject, wordOf } from '@/lib/gateway/json'
import type { GatewayRequest } from '@/lib/gateway/operations/gateway-request'
import type { CacheRule } from '@/lib/policy/cache/cache-rule'

const keptOperations: ReadonlySet<string> = new Set(['chat', 'embeddings', 'responses', 'completions', 'moderations', 'rerank'])
const fileParts = new Set(['image_url', 'input_image', 'image', 'input_audio', 'input_file', 'file'])

/** Why a call goes past the cache, in words for its trace; null where it does not. */
export function bypassOf(rule: CacheRule, request: GatewayRequest): string | null {
  const { operation, pin, extras } = request
  if (!keptOperations.has(operation)) return `answers of ${operation} are not kept`
  const { temperature, hasTools, hasFiles } = request.chat ? askedInChat(request.chat) : askedInBody(request.body)
  // Embeddings and their kin know no temperature; a chat without one takes the provider's, which is 1.
  if (typeof temperature === 'number' && temperature > rule.maxTemperature)
    return `a temperature of ${temperature} is above ${rule.maxTemperature}`
  if (!rule.keepsTools && hasTools) return 'it has tools'
  if (pin !== null) return 'it goes on from an earlier response'
  if (extras.isUnpriced) return 'its tier has no price'
  if (!rule.keepsImages && hasFiles) return 'it has images, sound or files'
  return null
}

/** The words of the last message, in lower case. */
export function questionOf({ chat, body }: Pick<GatewayRequest, 'chat' | 'body'>): string {
  if (chat) return wordsOf(chat.messages.at(-1)?.parts ?? []).toLowerCase()
  const { messages, input, prompt } = body
  const list = Array.isArray(messages) ? messages : Array.isArray(input) ? input : null
  const last = list ? list.at(-1) : (input ?? prompt)
  return textOf(asObject(last)?.content ?? last).toLowerCase()
}

type Asked = { temperature: unknown; hasTools: boolean; hasFiles: boolean }

function askedInBody({ temperature, tools, functions, messages, input }: JsonObject): Asked {
  return { temperature, hasTools: isFilled(tools) || isFilled(functions), hasFiles: [messages, input].some(hasFileParts) }
}

/** Of whatever dialect it came by. */
function askedInChat({ temperature, tools, messages, others }: ChatCall): Asked {
  return {
    temperature,
    hasTools: tools.length > 0 || isFilled(others.mcp_servers),
    hasFiles: messages.some(({ parts }) => parts.some(isFile)),
  }
}

/** What nobody here knows may be one, too. */
function isFile(part: Part): boolean {
  if (part.kind === 'toolResult') return part.parts.some(isFile)
  return part.kind === 'image' || part.kind === 'document' || part.kind === 'audio' || part.kind === 'other'
}

function wordsOf(parts: readonly Part[]): string {
  return parts.flatMap((part) => (part.kind === 'text' ? [part.text] : [])).join('\n')
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

function hasFileParts(list: unknown): boolean {
  if (!Array.isArray(list)) return false
  return list.some((item) => {
    const content = asObject(item)?.content
    return Array.isArray(content) && content.some((part) => fileParts.has(wordOf(asObject(part)?.type)))
  })
}
