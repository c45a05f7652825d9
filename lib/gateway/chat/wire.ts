/** A wire: how calls and answers are written. Callers' wires are decoded from and answered in; providers' the other way round. */
import type { ChatAnswer, ChatEvent, ProviderError } from '@/lib/gateway/chat/chat-answer'
import type { ChatCall } from '@/lib/gateway/chat/chat-call'
import type { JsonObject } from '@/lib/gateway/json'

export type WireName = 'openai-chat' | 'openai-responses' | 'anthropic' | 'gemini' | 'bedrock' | 'cohere'

/** What an answer has to repeat of its call. */
export type AskedFor = {
  /** The model's name as the caller wrote it. */
  model: string
  createdAtMs: number
  /** An id for what has none. */
  callId: string
  wantsUsage: boolean
  body: JsonObject
}

export type CallerWire = {
  name: WireName
  decodeCall(body: JsonObject): ChatCall
  encodeAnswer(answer: ChatAnswer, asked: AskedFor): JsonObject
  createEncoder(asked: AskedFor): StreamEncoder
}

/** Writes the events of a stream as bytes of the caller's wire. */
export type StreamEncoder = { write(events: readonly ChatEvent[]): string }

export type EncodeContext = {
  /** The model's name at the provider. */
  deployment: string
  isStream: boolean
  /** The most each choice may use: what is held. */
  most: number
  /** Says by name what the provider cannot do: throws, or notes that it was left out where the product says so. */
  cannot(name: string): void
  /** Notes what was left out and does not change the answer. */
  drop(name: string): void
}

export type ProviderWire = {
  name: WireName
  encodeCall(call: ChatCall, context: EncodeContext): JsonObject
  /** A body already in this wire, with what the gateway must set: the model's name there, the maximum, that usage is told. */
  complete(body: JsonObject, context: EncodeContext): JsonObject
  /** Null where it is no answer of this wire. */
  decodeAnswer(body: JsonObject): ChatAnswer | null
  /** The provider's usage block of a plain answer. */
  usageOf(body: JsonObject): JsonObject | null
  createDecoder(): StreamDecoder
  decodeError(status: number, body: JsonObject | null): ProviderError
  /** Its answers differ from those of its namesake: they are written anew for every caller. */
  hasOwnAnswers?: boolean
  /** Of streams, where it is not server-sent events. */
  framing?: StreamFraming
}

export type StreamFraming = { contentType: string; createSplitter(): { push(chunk: Buffer): { bytes: Buffer; data: string }[] } }

export type StreamDecoder = {
  /** The events of one piece of data; null where it is none of this wire. */
  read(data: string): ChatEvent[] | null
  /** What the end of the connection means; null where the answer was not over. */
  end(): ChatEvent[] | null
  /** The provider's usage block, once seen. */
  usage(): JsonObject | null
}
