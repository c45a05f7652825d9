/** What callers of Google's generateContent write and read. */
import type { CallerWire } from '@/lib/gateway/chat/wire'
import { decodeGeminiCall } from '@/lib/gateway/dialects/gemini/decode-call'
import { encodeGeminiAnswer } from '@/lib/gateway/dialects/gemini/encode-answer'
import { createGeminiEncoder } from '@/lib/gateway/dialects/gemini/encode-stream'

export const geminiCallerWire: CallerWire = {
  name: 'gemini',
  decodeCall: decodeGeminiCall,
  encodeAnswer: encodeGeminiAnswer,
  createEncoder: createGeminiEncoder,
}
