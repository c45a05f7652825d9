/** embedContent and batchEmbedContents as the pipeline sees them. https://ai.google.dev/api/embeddings */
import { invalid, isAbsent } from '@/lib/gateway/chat/fields'
import { camelOf } from '@/lib/gateway/dialects/gemini/names'
import type { EmbeddingsShape } from '@/lib/gateway/embeddings/embeddings-call'
import { asObject, type JsonObject } from '@/lib/gateway/json'
import type { GatewayRequest } from '@/lib/gateway/operations/gateway-request'

export function isEmbedding(path: string): boolean {
  return path.endsWith(':embedContent') || path.endsWith(':batchEmbedContents')
}

export function readGeminiEmbeddings(given: JsonObject, path: string): GatewayRequest {
  const isMany = path.endsWith(':batchEmbedContents')
  const shape: EmbeddingsShape = isMany ? 'gemini-many' : 'gemini-one'
  const { requests } = given
  if (isMany && !(Array.isArray(requests) && requests.length > 0))
    throw invalid('requests', "'requests' must be a list with at least one request.")
  const asked = (isMany ? (requests as unknown[]) : [given]).map(readOne)
  const [first] = asked
  if (!first) throw invalid('requests', "'requests' must be a list with at least one request.")
  // A call has one answer: what is said of its vectors holds for all of them.
  for (const { dimensions, task } of asked) {
    if (dimensions !== first.dimensions || task !== first.task)
      throw invalid('requests', 'All requests must ask for the same outputDimensionality and taskType.')
  }
  const body: JsonObject = {
    input: isMany ? asked.map(({ text }) => text) : first.text,
    ...(first.dimensions === null ? {} : { dimensions: first.dimensions }),
    ...(first.task === null ? {} : { input_type: first.task.includes('QUERY') ? 'query' : 'document' }),
  }
  return {
    operation: 'embeddings',
    body,
    isStream: false,
    wantsUsage: false,
    maxOutput: 0,
    choices: 1,
    extras: { unbounded: null, isUnpriced: false },
    endUser: null,
    pin: null,
    wire: null,
    chat: null,
    dropped: null,
    embeds: shape,
  }
}

type One = { text: string; dimensions: number | null; task: string | null }

function readOne(value: unknown): One {
  const body = camelOf(asObject(value) ?? {})
  const config = camelOf(asObject(body.embedContentConfig) ?? {})
  const parts = asObject(body.content)?.parts
  const texts = Array.isArray(parts) ? parts.map((part) => asObject(part)?.text) : []
  if (texts.length === 0 || !texts.every((text) => typeof text === 'string'))
    throw invalid('content', "'content' must have parts, each a text.")
  if (!isAbsent(body.title)) throw invalid('title', "'title' is not served: put it into the text.")
  const dimensions = body.outputDimensionality ?? config.outputDimensionality
  const task = body.taskType ?? config.taskType
  if (!isAbsent(dimensions) && !(typeof dimensions === 'number' && Number.isInteger(dimensions) && dimensions > 0))
    throw invalid('outputDimensionality', "'outputDimensionality' must be a whole number of at least 1.")
  return {
    text: texts.join('\n'),
    dimensions: typeof dimensions === 'number' ? dimensions : null,
    task: typeof task === 'string' ? task : null,
  }
}
