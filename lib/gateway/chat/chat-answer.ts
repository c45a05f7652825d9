/** An answer in nobody's dialect: whole, or as the events of a stream. */
import type { Part } from '@/lib/gateway/chat/chat-call'
import type { TokenCounts } from '@/lib/policy/pricing/tokens'

export type StopReason = 'end' | 'length' | 'tools' | 'sequence' | 'filter' | 'refusal' | 'pause'

export type ChatAnswer = {
  id: string
  choices: ChatChoice[]
  /** Null where the provider said nothing usable. */
  tokens: TokenCounts | null
}

export type ChatChoice = {
  parts: Part[]
  stop: StopReason
  /** The stop sequence it met. */
  sequence: string | null
}

export type ChatEvent =
  | { kind: 'start'; id: string; tokens: TokenCounts | null }
  | { kind: 'text'; choice: number; text: string }
  | { kind: 'citation'; choice: number; citation: Record<string, unknown> }
  | { kind: 'reasoning'; choice: number; text: string }
  /** Ends a thought with the provider's signature; `redacted` is thought only the provider can read. */
  | { kind: 'signature'; choice: number; signature: string }
  | { kind: 'redacted'; choice: number; data: string }
  /** Tools are numbered within their choice, in the order they were begun. */
  | { kind: 'toolStart'; choice: number; tool: number; id: string; name: string; signature?: string }
  | { kind: 'toolInput'; choice: number; tool: number; input: string }
  | { kind: 'stop'; choice: number; stop: StopReason; sequence: string | null }
  | { kind: 'usage'; tokens: TokenCounts }
  | { kind: 'end' }
  | { kind: 'error'; message: string }

/** What a provider said when it would not answer. */
export type ProviderError = {
  message: string
  /** Its own code, where it has one. */
  code: string | null
  param: string | null
  /** Our key or address is wrong there, whatever the status says. */
  isOurs: boolean
}
