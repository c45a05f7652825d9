/** What callers of Anthropic's Messages write and read. */
import type { CallerWire } from '@/lib/gateway/chat/wire'
import { decodeAnthropicCall } from '@/lib/gateway/dialects/anthropic/decode-call'
import { encodeAnthropicAnswer } from '@/lib/gateway/dialects/anthropic/encode-answer'
import { createAnthropicEncoder } from '@/lib/gateway/dialects/anthropic/encode-stream'

export const anthropicCallerWire: CallerWire = {
  name: 'anthropic',
  decodeCall: decodeAnthropicCall,
  encodeAnswer: encodeAnthropicAnswer,
  createEncoder: createAnthropicEncoder,
}
