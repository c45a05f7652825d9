/** The body of a chat call, read as the provider reads it. */
import { isObject, type JsonObject, listOf } from './json'

export type ChatRequest = {
  messages: JsonObject[]
  stream: boolean
  includeUsage: boolean
  n: number
  maxTokens: number | null
  stop: string[]
  tools: JsonObject[]
  toolChoice: unknown
  responseFormat: JsonObject | null
  /** The text of the last user message. */
  lastUserText: string
  /** All text of all messages, for seeds and filters. */
  allText: string
  images: { detail: string }[]
  /** It may ask for one tool at a time only. */
  isAlone?: boolean
  /** It was asked to show its thoughts. */
  thinks?: boolean
  /** A tool's result was the last thing said, where the wire has no role for it. */
  isAfterResult?: boolean
}

export type BadRequest = { message: string; param: string | null; code: string | null }

/** The request, or what is wrong with it. */
export function readChatRequest(body: unknown): ChatRequest | BadRequest {
  if (!isObject(body)) return bad('The body is not a JSON object.', null)
  const messages = body.messages
  if (!Array.isArray(messages)) return bad("Missing required parameter: 'messages'.", 'messages', 'missing_required_parameter')
  if (messages.length === 0) return bad("Expected at least one message in 'messages'.", 'messages', 'empty_array')
  for (const [index, message] of messages.entries()) {
    if (!isObject(message) || typeof message.role !== 'string') {
      return bad(
        `Missing required parameter: 'messages[${index}].role'.`,
        `messages[${index}].role`,
        'missing_required_parameter',
      )
    }
  }
  const maxTokens = body.max_completion_tokens ?? body.max_tokens ?? null
  if (maxTokens !== null && (typeof maxTokens !== 'number' || !Number.isInteger(maxTokens) || maxTokens < 1)) {
    return bad('The maximum of tokens must be a whole number of at least 1.', 'max_tokens', 'invalid_value')
  }
  const n = body.n ?? 1
  if (typeof n !== 'number' || !Number.isInteger(n) || n < 1 || n > 128)
    return bad("'n' must be between 1 and 128.", 'n', 'invalid_value')
  const format = isObject(body.response_format) ? body.response_format : null
  const allText = messages.map((message) => textOf(message as JsonObject)).join('\n')
  if (format?.type === 'json_object' && !/json/i.test(allText)) {
    return bad("'messages' must contain the word 'json' to use 'response_format' of type 'json_object'.", 'messages')
  }
  return {
    messages: messages as JsonObject[],
    stream: body.stream === true,
    includeUsage: isObject(body.stream_options) && body.stream_options.include_usage === true,
    n,
    maxTokens,
    stop: (Array.isArray(body.stop) ? body.stop : [body.stop]).filter(
      (text): text is string => typeof text === 'string' && text !== '',
    ),
    tools: listOf(body.tools),
    toolChoice: body.tool_choice,
    responseFormat: format,
    lastUserText: textOf(listOf(messages).findLast((message) => message.role === 'user') ?? {}),
    allText,
    images: listOf(messages).flatMap(imagesOf),
    isAlone: body.parallel_tool_calls === false,
  }
}

export function isBadRequest(value: ChatRequest | BadRequest): value is BadRequest {
  return !('messages' in value)
}

/** The text of a message, whatever form its content has. */
export function textOf(message: JsonObject): string {
  if (typeof message.content === 'string') return message.content
  return listOf(message.content)
    .map((part) => (typeof part.text === 'string' ? part.text : ''))
    .join('')
}

function imagesOf(message: JsonObject): { detail: string }[] {
  return listOf(message.content)
    .filter((part) => part.type === 'image_url')
    .map((part) => ({
      detail: isObject(part.image_url) && typeof part.image_url.detail === 'string' ? part.image_url.detail : 'auto',
    }))
}

function bad(message: string, param: string | null, code: string | null = null): BadRequest {
  return { message, param, code }
}
