/** What the model says: the same for the same prompt, and exactly as long as its usage says. */
import type { ChatRequest } from './chat-request'
import { isObject, type JsonObject } from './json'
import { answerSchema } from './json-answer'
import { integerBetween, type Random, randomFrom } from './random'
import type { ModelFacts } from './resources'
import sentences from './sentences.json' with { type: 'json' }
import { type Piece, sumTokens, takePieces, toPieces } from './tokens'

export type Finish = 'stop' | 'length' | 'tool_calls' | 'content_filter'

export type Choice = {
  pieces: Piece[]
  /** Set where the answer is a call of a tool: the pieces are then its arguments. */
  tool: { id: string; name: string } | null
  /** Further tools called at the same time. */
  more: { id: string; name: string; text: string; tokens: number }[]
  /** What it lets be seen of its thoughts. */
  thought: string
  finish: Finish
  /** The stop sequence it met. */
  sequence: string | null
  reasoningTokens: number
  /** Reasoning included. */
  tokens: number
}

export function answerChat(request: ChatRequest, model: ModelFacts & { kind: 'chat' }): Choice[] {
  return Array.from({ length: request.n }, (_, index) => answerOnce(request, model, randomFrom(`${index}:${request.allText}`)))
}

function answerOnce(request: ChatRequest, model: ModelFacts & { kind: 'chat' }, random: Random): Choice {
  const budget = Math.min(request.maxTokens ?? model.maxOutputTokens, model.maxOutputTokens)
  const reasoningTokens = model.reasons || request.thinks ? Math.min(budget, 64 * integerBetween(random, 1, 6)) : 0
  const tool = chooseTool(request)
  const name = tool ? String(tool.name) : ''
  const whole = tool
    ? toPieces(JSON.stringify(answerSchema(tool.parameters ?? { type: 'object' }, random)))
    : writeText(request, random)
  const stopped = tool ? whole : cutAtStop(whole, request.stop)
  const nameTokens = tool ? sumTokens(toPieces(name)) : 0
  const pieces = takePieces(stopped, budget - reasoningTokens - nameTokens)
  const isCut = pieces.length < stopped.length
  const more = tool && !isCut && !request.isAlone && MANY.test(request.lastUserText) ? [anotherCall(tool, random)] : []
  return {
    pieces,
    tool: tool ? { id: `call_${idFrom(random, 24)}`, name } : null,
    more,
    thought: request.thinks ? sentenceAt(random) : '',
    sequence: !tool && stopped.length < whole.length ? metStop(whole, request.stop) : null,
    finish: isCut ? 'length' : tool ? 'tool_calls' : 'stop',
    reasoningTokens,
    tokens:
      Math.min(budget, reasoningTokens + nameTokens + sumTokens(pieces)) + more.reduce((sum, { tokens }) => sum + tokens, 0),
  }
}

/** Asked for several places at once, it calls its tool twice. */
const MANY = /\bboth\b|in parallel/i

function anotherCall(tool: JsonObject, random: Random): Choice['more'][number] {
  const text = JSON.stringify(answerSchema(tool.parameters ?? { type: 'object' }, random))
  const name = String(tool.name)
  return { id: `call_${idFrom(random, 24)}`, name, text, tokens: sumTokens(toPieces(name + text)) }
}

function metStop(pieces: readonly Piece[], stops: readonly string[]): string | null {
  const text = pieces.map((piece) => piece.text).join('')
  const met = stops.filter((stop) => text.includes(stop)).sort((a, b) => text.indexOf(a) - text.indexOf(b))
  return met[0] ?? null
}

/** The tool the model decides to call: one it is told to, or any when the weather is asked for. */
function chooseTool(request: ChatRequest): JsonObject | null {
  const functions = request.tools.map((tool) => tool.function).filter(isObject)
  if (functions.length === 0 || request.toolChoice === 'none') return null
  if (isObject(request.toolChoice) && isObject(request.toolChoice.function)) {
    const wanted = request.toolChoice.function.name
    return functions.find((tool) => tool.name === wanted) ?? null
  }
  if (request.toolChoice === 'required') return functions[0] ?? null
  const isAskedByUser = request.messages.at(-1)?.role === 'user' && !request.isAfterResult
  return isAskedByUser && /weather/i.test(request.lastUserText) ? (functions[0] ?? null) : null
}

function writeText(request: ChatRequest, random: Random): Piece[] {
  const format = request.responseFormat
  if (format?.type === 'json_schema' && isObject(format.json_schema)) {
    return toPieces(JSON.stringify(answerSchema(format.json_schema.schema, random)))
  }
  if (format?.type === 'json_object') {
    return toPieces(JSON.stringify({ answer: sentenceAt(random), confidence: integerBetween(random, 50, 99) }))
  }
  const length = /\[tokens=(\d{1,6})\]/.exec(request.lastUserText)?.[1]
  if (length !== undefined) return writeTokens(Number(length), random)
  const said = /^\s*(?:say|repeat)\b[:\s]+(.+)$/is.exec(request.lastUserText)?.[1]
  if (said) return toPieces(said.trim())
  if (request.images.length > 0)
    return toPieces(
      `I see ${request.images.length === 1 ? 'one image' : `${request.images.length} images`}. ${sentenceAt(random)}`,
    )
  return toPieces(Array.from({ length: integerBetween(random, 1, 4) }, () => sentenceAt(random)).join(' '))
}

function writeTokens(count: number, random: Random): Piece[] {
  const pieces: Piece[] = []
  for (let left = count; left > 0; ) {
    const next = takePieces(sentencePieces[integerBetween(random, 0, sentencePieces.length - 1)] ?? [], left)
    left -= sumTokens(next)
    pieces.push(...next)
  }
  return pieces
}

const sentencePieces = sentences.map((sentence) => toPieces(` ${sentence}`))

function sentenceAt(random: Random): string {
  return sentences[integerBetween(random, 0, sentences.length - 1)] ?? ''
}

/** Ends the text before the first stop sequence; what was read up to there was generated, and counts. */
function cutAtStop(pieces: Piece[], stops: readonly string[]): Piece[] {
  if (stops.length === 0) return pieces
  const text = pieces.map((piece) => piece.text).join('')
  const at = Math.min(...stops.map((stop) => text.indexOf(stop)).map((found) => (found < 0 ? Number.POSITIVE_INFINITY : found)))
  if (at === Number.POSITIVE_INFINITY) return pieces
  const kept: Piece[] = []
  let left = at
  for (const piece of pieces) {
    if (left <= 0) break
    kept.push(piece.text.length <= left ? piece : { text: piece.text.slice(0, left), tokens: piece.tokens })
    left -= piece.text.length
  }
  return kept
}

const ALPHABET = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

function idFrom(random: Random, length: number): string {
  return Array.from({ length }, () => ALPHABET[integerBetween(random, 0, ALPHABET.length - 1)]).join('')
}
