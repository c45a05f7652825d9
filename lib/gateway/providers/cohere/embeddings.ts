/** https://docs.cohere.com/reference/embed */
import { type EmbeddingsWire, vectorsOf } from '@/lib/gateway/embeddings/embeddings-call'
import { asObject } from '@/lib/gateway/json'

export const cohereEmbeddings: EmbeddingsWire = {
  pathOf: ({ basePath }) => `${basePath}/v2/embed`,
  encode: ({ texts, dimensions, purpose }, deployment) => ({
    model: deployment,
    texts,
    input_type: purpose === 'query' ? 'search_query' : 'search_document',
    embedding_types: ['float'],
    // Half a text is not what was asked for: it is refused there instead.
    truncate: 'NONE',
    ...(dimensions === null ? {} : { output_dimension: dimensions }),
  }),
  decode(body) {
    const float = asObject(body.embeddings)?.float
    const vectors = Array.isArray(float) ? vectorsOf(float) : null
    return vectors && { vectors, usage: asObject(body.meta) }
  },
}
