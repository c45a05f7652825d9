/** Embeddings on the wires that are not OpenAI's, each by the schema of its API. */
import { z } from 'zod'
import type { BadRequest } from '../chat-request'
import { textVector } from '../embeddings'
import type { JsonObject } from '../json'
import { countTextTokens } from '../tokens'
import { faultOf, type WireRoute } from './wire'

const DIMENSIONS = 256
const text = z.string().min(1)
const dimensions = z.int().min(1).max(3_072).optional()

/** https://ai.google.dev/api/embeddings */
const geminiOne = z.strictObject({
  model: z.string().startsWith('models/').optional(),
  content: z.strictObject({ role: z.string().optional(), parts: z.array(z.strictObject({ text })).min(1) }),
  taskType: z.enum(['RETRIEVAL_QUERY', 'RETRIEVAL_DOCUMENT']).optional(),
  outputDimensionality: dimensions,
})
const geminiMany = z.strictObject({
  requests: z
    .array(geminiOne.required({ model: true }))
    .min(1)
    .max(100),
})

export function geminiEmbeddings(body: unknown): JsonObject | BadRequest {
  const asked = geminiMany.safeParse(body)
  if (!asked.success) return faultOf(asked.error)
  return {
    embeddings: asked.data.requests.map(({ content, outputDimensionality }) => ({
      values: textVector(content.parts.map((part) => part.text).join('\n'), outputDimensionality ?? DIMENSIONS),
    })),
  }
}

/** https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/text-embeddings-api */
const vertexRequest = z.strictObject({
  instances: z
    .array(z.strictObject({ content: text, task_type: z.string().optional() }))
    .min(1)
    .max(250),
  parameters: z.strictObject({ autoTruncate: z.boolean().optional(), outputDimensionality: dimensions }).optional(),
})

export function vertexEmbeddings(body: unknown): JsonObject | BadRequest {
  const asked = vertexRequest.safeParse(body)
  if (!asked.success) return faultOf(asked.error)
  const { instances, parameters } = asked.data
  return {
    predictions: instances.map(({ content }) => ({
      embeddings: {
        values: textVector(content, parameters?.outputDimensionality ?? DIMENSIONS),
        statistics: { truncated: false, token_count: countTextTokens(content) },
      },
    })),
  }
}

/** https://docs.cohere.com/reference/embed */
const cohereRequest = z.strictObject({
  model: z.string(),
  texts: z.array(text).min(1).max(96),
  input_type: z.enum(['search_document', 'search_query', 'classification', 'clustering']),
  embedding_types: z.array(z.enum(['float'])).min(1),
  truncate: z.enum(['NONE', 'START', 'END']).optional(),
  output_dimension: dimensions,
})

export function cohereEmbeddings(body: unknown): JsonObject | BadRequest {
  const asked = cohereRequest.safeParse(body)
  if (!asked.success) return faultOf(asked.error)
  const { texts, output_dimension } = asked.data
  return {
    id: 'embed',
    texts,
    embeddings: { float: texts.map((one) => textVector(one, output_dimension ?? DIMENSIONS)) },
    meta: { api_version: { version: '2' }, billed_units: { input_tokens: tokensOf(texts) } },
  }
}

/** https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-embed-text.html */
const titanRequest = z.strictObject({
  inputText: text,
  dimensions: z.union([z.literal(256), z.literal(512), z.literal(1024)]).optional(),
  normalize: z.boolean().optional(),
})
/** https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-embed.html */
const bedrockCohereRequest = z.strictObject({
  texts: z.array(text).min(1).max(96),
  input_type: z.enum(['search_document', 'search_query', 'classification', 'clustering']),
  truncate: z.enum(['NONE', 'START', 'END']).optional(),
})

export function bedrockEmbeddings(body: unknown, { deployment }: WireRoute): JsonObject | BadRequest {
  if (deployment?.startsWith('cohere.')) {
    const asked = bedrockCohereRequest.safeParse(body)
    if (!asked.success) return faultOf(asked.error)
    const { texts } = asked.data
    return { id: 'embed', texts, response_type: 'embeddings_floats', embeddings: texts.map((one) => textVector(one, DIMENSIONS)) }
  }
  const asked = titanRequest.safeParse(body)
  if (!asked.success) return faultOf(asked.error)
  const { inputText, dimensions: size } = asked.data
  return { embedding: textVector(inputText, size ?? 1_024), inputTextTokenCount: countTextTokens(inputText) }
}

function tokensOf(texts: readonly string[]): number {
  return texts.reduce((sum, one) => sum + countTextTokens(one), 0)
}
