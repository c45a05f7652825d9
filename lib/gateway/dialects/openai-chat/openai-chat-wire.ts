/** What callers of OpenAI's chat completions write and read. */
import type { CallerWire } from '@/lib/gateway/chat/wire'
import { decodeOpenaiCall } from '@/lib/gateway/dialects/openai-chat/decode-call'
import { encodeOpenaiAnswer } from '@/lib/gateway/dialects/openai-chat/encode-answer'
import { createOpenaiEncoder } from '@/lib/gateway/dialects/openai-chat/encode-stream'

export const openaiChatCallerWire: CallerWire = {
  name: 'openai-chat',
  decodeCall: decodeOpenaiCall,
  encodeAnswer: encodeOpenaiAnswer,
  createEncoder: createOpenaiEncoder,
}
