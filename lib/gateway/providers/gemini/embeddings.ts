/** https://ai.google.dev/api/embeddings, and Vertex AI's, which is a prediction: https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/text-embeddings-api */
import { type EmbeddingsCall, type EmbeddingsWire, vectorsOf } from '@/lib/gateway/embeddings/embeddings-call'
import { asCount, asObject } from '@/lib/gateway/json'

export const geminiEmbeddings: EmbeddingsWire = {
  pathOf: ({ basePath }, deployment) => `${basePath}/models/${encodeURIComponent(deployment)}:batchEmbedContents`,
  encode: (call, deployment) => ({
    requests: call.texts.map((text) => ({
      model: `models/${deployment}`,
      content: { parts: [{ text }] },
      ...(call.purpose === null ? {} : { taskType: taskOf(call) }),
      ...(call.dimensions === null ? {} : { outputDimensionality: call.dimensions }),
    })),
  }),
  decode(body) {
    const vectors = Array.isArray(body.embeddings) ? vectorsOf(body.embeddings.map((one) => asObject(one)?.values)) : null
    return vectors && { vectors, usage: asObject(body.usageMetadata) }
  },
}

export const vertexEmbeddings: EmbeddingsWire = {
  pathOf: ({ basePath }, deployment) => `${basePath}/publishers/google/models/${encodeURIComponent(deployment)}:predict`,
  encode: (call) => ({
    instances: call.texts.map((content) => ({ content, ...(call.purpose === null ? {} : { task_type: taskOf(call) }) })),
    // Half a text is not what was asked for: it is refused there instead.
    parameters: { autoTruncate: false, ...(call.dimensions === null ? {} : { outputDimensionality: call.dimensions }) },
  }),
  decode(body) {
    const found = Array.isArray(body.predictions) ? body.predictions.map((one) => asObject(asObject(one)?.embeddings)) : []
    const vectors = vectorsOf(found.map((one) => one?.values))
    const counts = found.map((one) => asCount(asObject(one?.statistics)?.token_count))
    const isCounted = counts.length > 0 && counts.every((count) => count !== null)
    return (
      vectors && { vectors, usage: isCounted ? { promptTokenCount: counts.reduce((sum, count) => sum + (count ?? 0), 0) } : null }
    )
  },
}

function taskOf({ purpose }: EmbeddingsCall): string {
  return purpose === 'query' ? 'RETRIEVAL_QUERY' : 'RETRIEVAL_DOCUMENT'
}
