/** What OpenAI's chat completions are written in, and most servers that are not OpenAI's. */
import type { ProviderWire } from '@/lib/gateway/chat/wire'
import { asObject } from '@/lib/gateway/json'
import { decodeOpenaiAnswer, decodeOpenaiError } from '@/lib/gateway/providers/openai-chat/decode-answer'
import { createOpenaiDecoder } from '@/lib/gateway/providers/openai-chat/decode-stream'
import { encodeOpenaiCall } from '@/lib/gateway/providers/openai-chat/encode-call'

export const openaiChatProviderWire: ProviderWire = {
  name: 'openai-chat',
  encodeCall: encodeOpenaiCall,
  complete: (body) => body,
  decodeAnswer: decodeOpenaiAnswer,
  usageOf: (body) => asObject(body.usage),
  createDecoder: createOpenaiDecoder,
  decodeError: decodeOpenaiError,
}
