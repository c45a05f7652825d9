/** An answer as a response object. https://platform.openai.com/docs/api-reference/responses/object */
import type { ChatAnswer, ChatChoice, StopReason } from '@/lib/gateway/chat/chat-answer'
import type { PartOf } from '@/lib/gateway/chat/chat-call'
import type { AskedFor } from '@/lib/gateway/chat/wire'
import { annotationOf } from '@/lib/gateway/dialects/openai-chat/encode-answer'
import { sealOf } from '@/lib/gateway/dialects/openai-responses/decode-items'
import type { JsonObject } from '@/lib/gateway/json'
import { inputTokensOf, outputTokensOf, type TokenCounts } from '@/lib/policy/pricing/tokens'

export function encodeResponse(answer: ChatAnswer, asked: AskedFor): JsonObject {
  const [choice] = answer.choices
  const output = choice ? itemsOf(choice, asked) : []
  return {
    ...responseHead(asked),
    ...endingOf(choice?.stop ?? 'end'),
    output,
    usage: answer.tokens && responsesUsage(answer.tokens),
  }
}

/** What is known of a response before it is answered. */
export function responseHead({ callId, createdAtMs, model, body }: AskedFor): JsonObject {
  const repeated = (name: string, otherwise: unknown) => body[name] ?? otherwise
  return {
    id: `resp_${callId.replaceAll('-', '')}`,
    object: 'response',
    created_at: Math.floor(createdAtMs / 1000),
    status: 'in_progress',
    error: null,
    incomplete_details: null,
    instructions: repeated('instructions', null),
    max_output_tokens: repeated('max_output_tokens', null),
    model,
    output: [],
    parallel_tool_calls: repeated('parallel_tool_calls', true),
    // Nothing is kept here: the next turn brings its history along.
    previous_response_id: null,
    reasoning: repeated('reasoning', { effort: null, summary: null }),
    store: false,
    temperature: repeated('temperature', null),
    text: repeated('text', { format: { type: 'text' } }),
    tool_choice: repeated('tool_choice', 'auto'),
    tools: repeated('tools', []),
    top_p: repeated('top_p', null),
    truncation: 'disabled',
    usage: null,
    user: repeated('user', null),
    metadata: repeated('metadata', {}),
  }
}

export function endingOf(stop: StopReason): JsonObject {
  if (stop === 'length') return { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } }
  if (stop === 'filter') return { status: 'incomplete', incomplete_details: { reason: 'content_filter' } }
  return { status: 'completed', incomplete_details: null }
}

export function responsesUsage(tokens: TokenCounts): JsonObject {
  const input = inputTokensOf(tokens)
  const output = outputTokensOf(tokens)
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: tokens.cacheRead },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: tokens.reasoning },
    total_tokens: input + output,
  }
}

function itemsOf({ parts, stop }: ChatChoice, { callId }: AskedFor): JsonObject[] {
  const items: JsonObject[] = []
  const idOf = (kind: string) => itemId(kind, callId, items.length)
  const words = parts.filter((part) => part.kind === 'text')
  for (const part of parts) if (part.kind === 'reasoning') items.push(reasoningItem(idOf('rs'), part))
  if (words.length > 0) {
    const content = words.map((part) => (stop === 'refusal' ? { type: 'refusal', refusal: part.text } : textPart(part)))
    items.push({ type: 'message', id: idOf('msg'), status: 'completed', role: 'assistant', content })
  }
  for (const part of parts) if (part.kind === 'toolCall') items.push(callItem(idOf('fc'), part))
  return items
}

export function itemId(kind: string, callId: string, index: number): string {
  return `${kind}_${callId.replaceAll('-', '')}${index}`
}

export function reasoningItem(id: string, thought: Pick<PartOf<'reasoning'>, 'text' | 'signature' | 'redacted'>): JsonObject {
  const summary = thought.text === '' ? [] : [{ type: 'summary_text', text: thought.text }]
  return { type: 'reasoning', id, summary, encrypted_content: sealOf(thought) }
}

export function callItem(
  id: string,
  { id: call_id, name, input }: Pick<PartOf<'toolCall'>, 'id' | 'name' | 'input'>,
): JsonObject {
  return { type: 'function_call', id, call_id, name, arguments: input, status: 'completed' }
}

function textPart({ text, citations }: PartOf<'text'>): JsonObject {
  return { type: 'output_text', text, annotations: (citations ?? []).map(flatAnnotation), logprobs: [] }
}

/** There a citation stands in the list itself. */
export function flatAnnotation(citation: JsonObject): JsonObject {
  const annotation = annotationOf(citation)
  const url = annotation.url_citation
  return typeof url === 'object' && url !== null ? { type: 'url_citation', ...url } : annotation
}
