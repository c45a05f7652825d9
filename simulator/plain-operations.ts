/** What models that are no chat answer: older completions, images, speech, moderation, reranking. The same for the same body. */
import { isObject } from './json'
import { integerBetween, randomFrom } from './random'
import { countTextTokens } from './tokens'

export type PlainOperation = 'completions' | 'images' | 'speech' | 'transcriptions' | 'moderations' | 'rerank'

export const plainPaths: Record<string, PlainOperation> = {
  completions: 'completions',
  'images/generations': 'images',
  'audio/speech': 'speech',
  'audio/transcriptions': 'transcriptions',
  moderations: 'moderations',
  rerank: 'rerank',
}

export type PlainAnswer =
  | { kind: 'json'; body: object }
  | { kind: 'events'; events: object[] }
  | { kind: 'bytes'; contentType: string; body: Buffer }
  | { kind: 'wrong'; message: string; param: string }

/** The answer, or what is wrong with the request. */
export function answerPlain(operation: PlainOperation, body: unknown, model: string): PlainAnswer {
  if (!isObject(body)) return { kind: 'wrong', message: 'The body is not a JSON object.', param: 'input' }
  switch (operation) {
    case 'completions':
      return completion(body, model)
    case 'images':
      return images(body)
    case 'speech':
      return speech(body)
    case 'transcriptions':
      return { kind: 'json', body: { text: 'mind the gap', usage: { type: 'duration', seconds: 3 } } }
    case 'moderations':
      return moderation(body, model)
    case 'rerank':
      return rerank(body, model)
  }
}

const created = 1_715_367_049
const words = ['and', 'so', 'it', 'goes', 'on', 'until', 'the', 'end']
/** The smallest picture there is. */
const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

function completion(body: Record<string, unknown>, model: string): PlainAnswer {
  const prompts = (Array.isArray(body.prompt) ? body.prompt : [body.prompt]).filter((one) => typeof one === 'string')
  if (prompts.length === 0) return missing('prompt')
  const most = typeof body.max_tokens === 'number' ? body.max_tokens : 16
  const length = Math.min(most, words.length)
  const text = words.slice(0, length).map((word) => ` ${word}`)
  const finish_reason = length < words.length ? 'length' : 'stop'
  const usage = usageOf(
    prompts.reduce((sum, one) => sum + countTextTokens(one), 0),
    length * prompts.length,
  )
  const head = { id: 'cmpl-simulated', object: 'text_completion', created, model }
  if (body.stream !== true) {
    const choices = prompts.map((_, index) => ({ index, text: text.join(''), logprobs: null, finish_reason }))
    return { kind: 'json', body: { ...head, choices, usage } }
  }
  const chunk = (piece: string, reason: string | null) => ({
    ...head,
    choices: [{ index: 0, text: piece, logprobs: null, finish_reason: reason }],
  })
  const events: object[] = text.map((piece) => chunk(piece, null))
  events.push(chunk('', finish_reason))
  if (isObject(body.stream_options) && body.stream_options.include_usage === true) events.push({ ...head, choices: [], usage })
  return { kind: 'events', events }
}

function usageOf(prompt_tokens: number, completion_tokens: number) {
  return { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens }
}

function images({ prompt, n }: Record<string, unknown>): PlainAnswer {
  if (typeof prompt !== 'string') return missing('prompt')
  const count = typeof n === 'number' ? n : 1
  const data = Array.from({ length: count }, () => ({ b64_json: pixel, revised_prompt: prompt }))
  return { kind: 'json', body: { created, data } }
}

function speech({ input, voice }: Record<string, unknown>): PlainAnswer {
  if (typeof input !== 'string') return missing('input')
  if (typeof voice !== 'string') return missing('voice')
  // A frame of MP3 for each word, of no sound.
  const frame = Buffer.alloc(417)
  frame.set([0xff, 0xfb, 0x90, 0x00])
  return { kind: 'bytes', contentType: 'audio/mpeg', body: Buffer.concat(input.split(/\s+/).map(() => frame)) }
}

function moderation({ input }: Record<string, unknown>, model: string): PlainAnswer {
  const inputs = Array.isArray(input) ? input : [input]
  if (inputs.some((one) => typeof one !== 'string' && !isObject(one))) return missing('input')
  const results = inputs.map((one) => {
    const violence = /kill|attack/i.test(JSON.stringify(one))
    return { flagged: violence, categories: { violence }, category_scores: { violence: violence ? 0.97 : 0.0003 } }
  })
  return { kind: 'json', body: { id: 'modr-simulated', model, results } }
}

function rerank({ query, documents, top_n }: Record<string, unknown>, model: string): PlainAnswer {
  if (typeof query !== 'string') return missing('query')
  if (!Array.isArray(documents)) return missing('documents')
  const results = documents
    .map((one, index) => ({
      index,
      relevance_score: integerBetween(randomFrom(`${query} ${JSON.stringify(one)}`), 0, 1000) / 1000,
    }))
    .sort((a, b) => b.relevance_score - a.relevance_score)
    .slice(0, typeof top_n === 'number' ? top_n : documents.length)
  return { kind: 'json', body: { id: 'rerank-simulated', model, results, meta: { billed_units: { search_units: 1 } } } }
}

function missing(param: string): PlainAnswer {
  return { kind: 'wrong', message: `'${param}' is missing or no text.`, param }
}
