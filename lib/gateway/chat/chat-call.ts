/**
 * A chat call in nobody's dialect: what any of them can ask for. A dialect decodes to it, a provider encodes from it. What has
 * no counterpart elsewhere stays in `others` under its own name, so that whoever cannot do it can say so.
 */
import type { JsonObject } from '@/lib/gateway/json'

export type ChatCall = {
  messages: ChatMessage[]
  tools: ChatTool[]
  toolChoice: ToolChoice | null
  /** May it ask for several tools at once? Null: as the provider likes. */
  parallelTools: boolean | null
  /** Of each choice. */
  maxTokens: number | null
  choices: number
  temperature: number | null
  topP: number | null
  topK: number | null
  frequencyPenalty: number | null
  presencePenalty: number | null
  seed: number | null
  stop: string[]
  reasoning: Reasoning | null
  format: AnswerFormat | null
  /** Whom the caller says it calls for. */
  user: string | null
  /** Fields that would change the answer and have no counterpart in other dialects. */
  others: Record<string, unknown>
  /** Names of fields that were left out on the way because they do not change the answer. */
  hints: string[]
}

export type ChatMessage = { role: 'system' | 'user' | 'assistant'; parts: Part[] }

export type Source =
  | { kind: 'base64'; mediaType: string; data: string }
  | { kind: 'url'; url: string }
  | { kind: 'file'; id: string }

/** Marks what the provider shall keep ready for the next call, in the words it was said: it decides the bill. */
type Cached = { cache?: JsonObject }

export type Part =
  | ({ kind: 'text'; text: string; citations?: JsonObject[] } & Cached)
  | ({ kind: 'image'; source: Source; detail?: string } & Cached)
  | ({ kind: 'document'; source: Source | { kind: 'text'; text: string }; name?: string; citations?: boolean } & Cached)
  | { kind: 'audio'; source: Source }
  /** `input` is JSON text, as the model wrote it. */
  | ({ kind: 'toolCall'; id: string; name: string; input: string; signature?: string } & Cached)
  | ({ kind: 'toolResult'; id: string; parts: Part[]; isError?: boolean } & Cached)
  /** `redacted` is thought only its provider can read. */
  | { kind: 'reasoning'; text: string; signature?: string; redacted?: string }
  | { kind: 'other'; type: string; value: JsonObject }

export type PartOf<K extends Part['kind']> = Extract<Part, { kind: K }>

export type ChatTool =
  | ({ kind: 'function'; name: string; description?: string; schema: JsonObject | null; strict?: boolean } & Cached)
  /** One the provider runs itself. */
  | { kind: 'hosted'; type: string; value: JsonObject }

export type ToolChoice = { kind: 'auto' | 'none' | 'required' } | { kind: 'tool'; name: string }

export const efforts = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const
export type Effort = (typeof efforts)[number]

export type Reasoning = { effort: Effort | null; budget: number | null; isShown: boolean | null }

export type AnswerFormat =
  | { kind: 'json' }
  | { kind: 'schema'; name: string; schema: JsonObject; strict?: boolean; description?: string }

/** A call that asks for nothing yet. */
export function emptyCall(): ChatCall {
  return {
    messages: [],
    tools: [],
    toolChoice: null,
    parallelTools: null,
    maxTokens: null,
    choices: 1,
    temperature: null,
    topP: null,
    topK: null,
    frequencyPenalty: null,
    presencePenalty: null,
    seed: null,
    stop: [],
    reasoning: null,
    format: null,
    user: null,
    others: {},
    hints: [],
  }
}
