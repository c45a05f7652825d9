/** What callers of OpenAI's Responses write and read. */
import type { CallerWire } from '@/lib/gateway/chat/wire'
import { decodeResponsesCall } from '@/lib/gateway/dialects/openai-responses/decode-call'
import { encodeResponse } from '@/lib/gateway/dialects/openai-responses/encode-answer'
import { createResponsesEncoder } from '@/lib/gateway/dialects/openai-responses/encode-stream'

export const openaiResponsesCallerWire: CallerWire = {
  name: 'openai-responses',
  decodeCall: decodeResponsesCall,
  encodeAnswer: encodeResponse,
  createEncoder: createResponsesEncoder,
}
