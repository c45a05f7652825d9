/**
 * Operations that pass as they come, for models that do something else than chat: older completions, images, speech,
 * moderation, reranking. What they use is not always tokens: next to those a record carries units.
 */
import { asCount, asObject, type JsonObject } from '@/lib/gateway/json'
import { extrasOf } from '@/lib/gateway/operations/extras'
import { endUserOf, isSet, isStreamOf } from '@/lib/gateway/operations/fields'
import type { GatewayRequest } from '@/lib/gateway/operations/gateway-request'
import type { PlainOperation } from '@/lib/gateway/operations/operation-kinds'
import { Refusal } from '@/lib/gateway/refusal'
import type { Units } from '@/lib/policy/pricing/price'

const MOST_IMAGES = 128

export function readPlain(operation: PlainOperation, body: JsonObject): GatewayRequest {
  requireField(operation, body)
  const isWords = operation === 'completions'
  const prompts = isWords && Array.isArray(body.prompt) && typeof body.prompt[0] !== 'number' ? body.prompt.length : 1
  const choices = isWords
    ? prompts * Math.max(wholeNumber(body, 'n', MOST_IMAGES) ?? 1, wholeNumber(body, 'best_of', MOST_IMAGES) ?? 1)
    : 1
  const perChoice = isWords ? wholeNumber(body, 'max_tokens', Number.MAX_SAFE_INTEGER) : 0
  if (operation === 'images') wholeNumber(body, 'n', MOST_IMAGES)
  if (operation === 'images' && body.stream === true)
    throw new Refusal('invalid_request', 'Images are not streamed here.', { param: 'stream' })
  if (operation === 'speech' && body.stream_format === 'sse')
    throw new Refusal('invalid_request', 'Speech is not sent as events here.', { param: 'stream_format' })
  if (operation === 'transcriptions' && isSet(body.stream) && String(body.stream).toLowerCase() !== 'false')
    throw new Refusal('invalid_request', 'Transcripts are not streamed here.', { param: 'stream' })
  const options = asObject(body.stream_options)
  return {
    operation,
    body,
    isStream: isWords && isStreamOf(body),
    wantsUsage: options?.include_usage === true,
    maxOutput: perChoice === null ? null : perChoice * choices,
    choices,
    // Pictures and sound are priced by what comes out, which nothing bounds in tokens.
    extras: ['images', 'speech', 'transcriptions'].includes(operation)
      ? { ...extrasOf(body), unbounded: fields[operation] }
      : extrasOf(body),
    endUser: endUserOf(body),
    pin: null,
    wire: null,
    chat: null,
    dropped: null,
  }
}

/** What of a body is counted as its prompt. */
export function countedOf(operation: PlainOperation, body: JsonObject): JsonObject {
  if (operation === 'transcriptions') return { input: typeof body.prompt === 'string' ? body.prompt : '' }
  if (operation !== 'rerank') return { input: body[fields[operation]] }
  const documents = Array.isArray(body.documents) ? body.documents : []
  return { input: [body.query, ...documents.map((one) => asObject(one)?.text ?? one)] }
}

/** What an answer has used beside tokens. */
export function unitsOf(operation: PlainOperation, request: JsonObject, answer: JsonObject | null): Units[] {
  switch (operation) {
    case 'images':
      return [{ kind: 'images', amount: Array.isArray(answer?.data) ? answer.data.length : 0 }]
    case 'speech':
      return [{ kind: 'characters', amount: typeof request.input === 'string' ? request.input.length : 0 }]
    case 'transcriptions': {
      const seconds = secondsOf(answer)
      return seconds === null ? [] : [{ kind: 'seconds', amount: seconds }]
    }
    case 'rerank': {
      const billed = asObject(asObject(answer?.meta)?.billed_units)
      const searches = asCount(billed?.search_units)
      return searches === null ? [] : [{ kind: 'searches', amount: searches }]
    }
    default:
      return []
  }
}

/** Newer models say it in their usage, a verbose answer beside its words. */
function secondsOf(answer: JsonObject | null): number | null {
  const said = asObject(answer?.usage)?.seconds ?? answer?.duration
  const seconds = typeof said === 'string' ? Number(said) : said
  return typeof seconds === 'number' && Number.isFinite(seconds) && seconds >= 0 && seconds < 1e6 ? seconds : null
}

const fields = {
  completions: 'prompt',
  images: 'prompt',
  speech: 'input',
  transcriptions: 'file',
  moderations: 'input',
  rerank: 'query',
} as const

function requireField(operation: PlainOperation, body: JsonObject): void {
  const name = fields[operation]
  const value = body[name]
  const isText = typeof value === 'string' && value !== ''
  const isList = Array.isArray(value) && value.length > 0
  if (!(isText || (isList && (operation === 'completions' || operation === 'moderations'))))
    throw new Refusal('invalid_request', `'${name}' must be a text.`, { param: name })
  if (operation === 'rerank' && !(Array.isArray(body.documents) && body.documents.length > 0))
    throw new Refusal('invalid_request', "'documents' must be a list with at least one.", { param: 'documents' })
}

function wholeNumber(body: JsonObject, name: string, most: number): number | null {
  const value = body[name]
  if (!isSet(value)) return null
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= most) return value
  throw new Refusal('invalid_request', `'${name}' must be a whole number of at least 1.`, { param: name })
}
