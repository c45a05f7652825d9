/** Cohere's chat, version 2: OpenAI's messages, its own names for the rest. https://docs.cohere.com/reference/chat */
import type { ChatCall, Reasoning } from '@/lib/gateway/chat/chat-call'
import type { EncodeContext, ProviderWire } from '@/lib/gateway/chat/wire'
import type { JsonObject } from '@/lib/gateway/json'
import { cohereUsageOf, decodeCohereAnswer, decodeCohereError } from '@/lib/gateway/providers/cohere/decode-answer'
import { createCohereDecoder } from '@/lib/gateway/providers/cohere/decode-stream'
import { encodeOpenaiCall } from '@/lib/gateway/providers/openai-chat/encode-call'

export const cohereProviderWire: ProviderWire = {
  name: 'cohere',
  encodeCall: encodeCohereCall,
  complete: (body) => body,
  decodeAnswer: decodeCohereAnswer,
  usageOf: cohereUsageOf,
  createDecoder: createCohereDecoder,
  decodeError: decodeCohereError,
}

function encodeCohereCall(call: ChatCall, context: EncodeContext): JsonObject {
  if (call.choices > 1) context.cannot('n')
  if (call.parallelTools === false && call.tools.length > 0) context.cannot('parallel_tool_calls')
  if (call.toolChoice?.kind === 'tool') context.cannot('tool_choice.function')
  if (call.user !== null) context.drop('user')
  const plain = {
    ...call,
    topK: null,
    reasoning: null,
    format: null,
    toolChoice: null,
    parallelTools: null,
    user: null,
    choices: 1,
  }
  const { max_completion_tokens, stop, top_p, stream_options: _, ...body } = encodeOpenaiCall(plain, context)
  const set = (name: string, value: unknown) => {
    if (value !== null && value !== undefined) body[name] = value
  }
  set('max_tokens', max_completion_tokens)
  set('stop_sequences', stop)
  set('p', top_p)
  set('k', call.topK)
  if (call.toolChoice?.kind === 'required') body.tool_choice = 'REQUIRED'
  if (call.toolChoice?.kind === 'none') body.tool_choice = 'NONE'
  if (call.format !== null)
    body.response_format = { type: 'json_object', ...(call.format.kind === 'schema' ? { json_schema: call.format.schema } : {}) }
  set('thinking', thinkingOf(call.reasoning))
  body.stream = context.isStream
  // An assistant that only calls tools says nothing there.
  for (const message of body.messages as JsonObject[]) if (message.content === null) delete message.content
  return body
}

function thinkingOf(reasoning: Reasoning | null): JsonObject | null {
  if (reasoning === null) return null
  if (reasoning.effort === 'none' || reasoning.budget === 0) return { type: 'disabled' }
  return { type: 'enabled', ...(reasoning.budget === null ? {} : { token_budget: reasoning.budget }) }
}
