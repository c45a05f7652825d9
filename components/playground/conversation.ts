/** A conversation with one or two models, as plain data: what was asked, what each said, and the request it makes. */
import type { ChatUsage, ToolCall } from '@/lib/client/stream-chat'

export type Settings = {
  /** One, or two side by side. */
  models: string[]
  system: string
  temperature: string
  topP: string
  maxTokens: string
  /** JSON as it is typed: a list of tools, and the schema answers must have. */
  tools: string
  schema: string
}

export type Answer = {
  model: string
  text: string
  toolCalls: ToolCall[]
  state: 'waiting' | 'streaming' | 'done' | 'stopped' | 'failed'
  reason: string | null
  usage: ChatUsage | null
  firstMs: number | null
  totalMs: number | null
  callId: string | null
  left: { requests: string | null; tokens: string | null } | null
  /** As it was booked; null until the ledger has it. */
  cost: { amount: string | null; currency: string | null } | null
  failure: { code: string; message: string; retryAfterS: number | null } | null
}

export type Turn = {
  text: string
  /** Data URLs. */
  images: string[]
  /** What the tools that were called have said, by the call's id. */
  toolResults: Record<string, string>
  /** One for each model, in their order. */
  answers: Answer[]
}

export const firstSettings: Settings = {
  models: [],
  system: '',
  temperature: '',
  topP: '',
  maxTokens: '',
  tools: '',
  schema: '',
}

export function newAnswer(model: string): Answer {
  return {
    model,
    text: '',
    toolCalls: [],
    state: 'waiting',
    reason: null,
    usage: null,
    firstMs: null,
    totalMs: null,
    callId: null,
    left: null,
    cost: null,
    failure: null,
  }
}

export type Body = { model: string; messages: object[] } & Record<string, unknown>

/** What is sent to the model of a pane for the last of these turns. Throws with a sentence where what was typed is not JSON. */
export function bodyOf(settings: Settings, turns: readonly Turn[], pane: number): Body {
  const model = settings.models[pane] ?? ''
  const messages: object[] = settings.system.trim() ? [{ role: 'system', content: settings.system.trim() }] : []
  for (const [index, turn] of turns.entries()) {
    messages.push(...toolMessages(turns[index - 1]?.answers[pane], turn.toolResults))
    if (turn.text || turn.images.length > 0) messages.push({ role: 'user', content: contentOf(turn) })
    const answer = turn.answers[pane]
    if (answer && index < turns.length - 1) messages.push(assistantMessage(answer))
  }
  return {
    model,
    messages,
    ...numberField('temperature', settings.temperature),
    ...numberField('top_p', settings.topP),
    ...numberField('max_tokens', settings.maxTokens),
    ...(settings.tools.trim() ? { tools: parsed('The tools', settings.tools, Array.isArray) } : {}),
    ...(settings.schema.trim() ? { response_format: responseFormat(settings.schema) } : {}),
  }
}

/** What is wrong with what was typed, or null. */
export function troubleOf(settings: Settings): string | null {
  try {
    bodyOf(settings, [], 0)
    return null
  } catch (error) {
    return error instanceof Error ? error.message : 'Something typed is not right.'
  }
}

function contentOf({ text, images }: Turn): string | object[] {
  if (images.length === 0) return text
  const pictures = images.map((url) => ({ type: 'image_url', image_url: { url } }))
  return [...(text ? [{ type: 'text', text }] : []), ...pictures]
}

function assistantMessage({ text, toolCalls }: Answer): object {
  if (toolCalls.length === 0) return { role: 'assistant', content: text }
  const calls = toolCalls.map(({ id, name, arguments: given }) => ({
    id,
    type: 'function',
    function: { name, arguments: given },
  }))
  return { role: 'assistant', content: text || null, tool_calls: calls }
}

/** Every call wants its answer, or the model is refused the next turn. */
function toolMessages(before: Answer | undefined, results: Record<string, string>): object[] {
  return (before?.toolCalls ?? []).map(({ id }) => ({ role: 'tool', tool_call_id: id, content: results[id] ?? '' }))
}

function numberField(name: string, text: string): Record<string, number> {
  if (!text.trim()) return {}
  const value = Number(text)
  if (!Number.isFinite(value)) throw new Error(`${name} must be a number.`)
  return { [name]: value }
}

function responseFormat(text: string): object {
  const schema = parsed('The schema', text, (value) => typeof value === 'object' && value !== null && !Array.isArray(value))
  return { type: 'json_schema', json_schema: { name: 'answer', strict: true, schema } }
}

function parsed(what: string, text: string, isRight: (value: unknown) => boolean): unknown {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new Error(`${what} must be JSON: ${error instanceof Error ? error.message : 'it cannot be read'}.`)
  }
  if (!isRight(value)) throw new Error(`${what} must be a JSON ${what === 'The tools' ? 'list' : 'object'}.`)
  return value
}
