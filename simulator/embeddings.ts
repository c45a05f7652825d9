/** Embeddings: unit vectors that are the same for the same text. */
import { isObject } from './json'
import { integerBetween, randomFrom } from './random'
import { countTextTokens } from './tokens'

/** Of a longer text the rest says nothing. */
const MOST_WORDS = 64

export type EmbeddingRequest = { inputs: string[]; tokenCounts: number[]; dimensions: number; isBase64: boolean }

/** The request, or what is wrong with it. Inputs may be texts or lists of tokens. */
export function readEmbeddingRequest(
  body: unknown,
  defaultDimensions: number,
): EmbeddingRequest | { message: string; param: string; code: null } {
  if (!isObject(body)) return { message: 'The body is not a JSON object.', param: 'input', code: null }
  const given = body.input
  const isTokenList = Array.isArray(given) && given.length > 0 && given.every((item) => typeof item === 'number')
  const items: unknown[] = typeof given === 'string' || isTokenList ? [given] : Array.isArray(given) ? given : []
  const isGood =
    items.length > 0 &&
    items.every((item) => (typeof item === 'string' && item !== '') || (Array.isArray(item) && item.length > 0))
  if (!isGood) return { message: "'input' must be a text, a list of texts, or lists of tokens.", param: 'input', code: null }
  return {
    inputs: items.map((item) => (typeof item === 'string' ? item : JSON.stringify(item))),
    tokenCounts: items.map((item) => (typeof item === 'string' ? countTextTokens(item) : (item as unknown[]).length)),
    dimensions: typeof body.dimensions === 'number' ? Math.min(body.dimensions, defaultDimensions) : defaultDimensions,
    isBase64: body.encoding_format === 'base64',
  }
}

export function wireEmbeddings(request: EmbeddingRequest, model: string): object {
  const tokens = request.tokenCounts.reduce((sum, count) => sum + count, 0)
  return {
    object: 'list',
    data: request.inputs.map((text, index) => ({ object: 'embedding', index, embedding: encodeVector(text, request) })),
    model,
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  }
}

function encodeVector(text: string, request: EmbeddingRequest): number[] | string {
  const vector = textVector(text, request.dimensions)
  return request.isBase64 ? Buffer.from(Float32Array.from(vector).buffer).toString('base64') : vector
}

/** The sum of its words' vectors, so that texts of the same words are alike, as they are for a real model. */
export function textVector(text: string, dimensions: number): number[] {
  const raw = Array.from({ length: dimensions }, () => 0)
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [text]
  for (const word of words.slice(0, MOST_WORDS)) {
    const random = randomFrom(word)
    for (let i = 0; i < raw.length; i++) raw[i] = (raw[i] ?? 0) + integerBetween(random, -1000, 1000)
  }
  const length = Math.hypot(...raw) || 1
  return raw.map((value) => value / length)
}
