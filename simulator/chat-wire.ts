/** A chat answer on the wire: one body, or the events of a stream. */
import type { Choice } from './chat-answer'
import type { Usage } from './tally'

export type AnswerHead = { id: string; created: number; model: string; fingerprint: string; isAzure: boolean }

/** Azure's verdict on a text it finds harmless. */
export const harmless = {
  hate: { filtered: false, severity: 'safe' },
  self_harm: { filtered: false, severity: 'safe' },
  sexual: { filtered: false, severity: 'safe' },
  violence: { filtered: false, severity: 'safe' },
}

export const harmlessPrompt = [
  { prompt_index: 0, content_filter_results: { ...harmless, jailbreak: { filtered: false, detected: false } } },
]

export function wireUsage(usage: Usage): object {
  return {
    prompt_tokens: usage.promptTokens,
    completion_tokens: usage.completionTokens,
    total_tokens: usage.promptTokens + usage.completionTokens,
    prompt_tokens_details: { cached_tokens: usage.cachedTokens, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: usage.reasoningTokens,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  }
}

export function wholeAnswer(head: AnswerHead, choices: readonly Choice[], usage: Usage): object {
  return {
    id: head.id,
    object: 'chat.completion',
    created: head.created,
    model: head.model,
    choices: choices.map((choice, index) => ({
      index,
      message: { role: 'assistant', ...messageOf(choice), refusal: null, annotations: [] },
      logprobs: null,
      finish_reason: choice.finish,
      ...(head.isAzure ? { content_filter_results: choice.tool ? {} : harmless } : {}),
    })),
    usage: wireUsage(usage),
    system_fingerprint: head.fingerprint,
    ...(head.isAzure ? { prompt_filter_results: harmlessPrompt } : { service_tier: 'default' }),
  }
}

function messageOf(choice: Choice): object {
  const text = textOf(choice)
  if (!choice.tool) return { content: text }
  const call = { id: choice.tool.id, type: 'function', function: { name: choice.tool.name, arguments: text } }
  const more = choice.more.map((one) => ({ id: one.id, type: 'function', function: { name: one.name, arguments: one.text } }))
  return { content: null, tool_calls: [call, ...more] }
}

function textOf(choice: Choice): string {
  return choice.pieces.map((piece) => piece.text).join('')
}

/** One event, and the answer tokens it carries. */
export type StreamEvent = { data: string; tokens: number }

export function streamEvents(head: AnswerHead, choices: readonly Choice[], usage: Usage, includeUsage: boolean): StreamEvent[] {
  const events: StreamEvent[] = []
  const add = (parts: unknown[], tokens: number, extra: object = {}): void => {
    const chunk = {
      id: head.id,
      object: 'chat.completion.chunk',
      created: head.created,
      model: head.model,
      system_fingerprint: head.fingerprint,
      choices: parts,
      ...(includeUsage ? { usage: null } : {}),
      ...extra,
    }
    events.push({ data: JSON.stringify(chunk), tokens })
  }
  if (head.isAzure)
    add([], 0, {
      id: '',
      object: '',
      created: 0,
      model: '',
      system_fingerprint: undefined,
      prompt_filter_results: harmlessPrompt,
    })
  for (const [index, choice] of choices.entries()) addChoice(index, choice, head, add)
  if (includeUsage) add([], 0, { usage: wireUsage(usage) })
  return events
}

function addChoice(index: number, choice: Choice, head: AnswerHead, add: (parts: unknown[], tokens: number) => void): void {
  const verdict = head.isAzure ? { content_filter_results: {} } : {}
  const part = (delta: object, finish: string | null = null, filter: object = verdict) => [
    { index, delta, logprobs: null, finish_reason: finish, ...filter },
  ]
  const { tool } = choice
  const opening = tool
    ? {
        role: 'assistant',
        content: null,
        tool_calls: [{ index: 0, id: tool.id, type: 'function', function: { name: tool.name, arguments: '' } }],
      }
    : { role: 'assistant', content: '', refusal: null }
  const sent = [...choice.pieces, ...choice.more].reduce((sum, piece) => sum + piece.tokens, 0)
  add(part(opening), choice.tokens - sent)
  for (const piece of choice.pieces) {
    const delta = tool ? { tool_calls: [{ index: 0, function: { arguments: piece.text } }] } : { content: piece.text }
    add(part(delta, null, head.isAzure && !tool ? { content_filter_results: harmless } : verdict), piece.tokens)
  }
  for (const [i, one] of choice.more.entries()) {
    const call = { index: i + 1, id: one.id, type: 'function', function: { name: one.name, arguments: one.text } }
    add(part({ tool_calls: [call] }), one.tokens)
  }
  add(part({}, choice.finish), 0)
}
