/** Embeddings as OpenAI's callers ask for them and read them. https://platform.openai.com/docs/api-reference/embeddings */
import type { EmbeddingsAnswer, EmbeddingsCall, EmbeddingsShape } from '@/lib/gateway/embeddings/embeddings-call'
import type { JsonObject } from '@/lib/gateway/json'

/** Null where it has tokens in place of texts: they are one provider's own. */
export function readEmbeddingsCall(body: JsonObject): EmbeddingsCall | null {
  const texts = Array.isArray(body.input) ? body.input : [body.input]
  if (!texts.every((text) => typeof text === 'string')) return null
  const { dimensions, input_type: purpose } = body
  return {
    texts,
    dimensions: typeof dimensions === 'number' ? dimensions : null,
    purpose: purpose === 'query' || purpose === 'search_query' ? 'query' : purpose === undefined ? null : 'document',
  }
}

type Asked = { model: string; isBase64: boolean; promptTokens: number; shape: EmbeddingsShape | undefined }

export function writeEmbeddings({ vectors }: EmbeddingsAnswer, { model, isBase64, promptTokens, shape }: Asked): JsonObject {
  if (shape === 'gemini-one') return { embedding: { values: vectors[0] ?? [] } }
  if (shape === 'gemini-many') return { embeddings: vectors.map((values) => ({ values })) }
  return {
    object: 'list',
    data: vectors.map((vector, index) => ({ object: 'embedding', index, embedding: isBase64 ? base64Of(vector) : vector })),
    model,
    usage: { prompt_tokens: promptTokens, total_tokens: promptTokens },
  }
}

/** Four bytes a number, the lowest first, whatever this machine does. */
function base64Of(vector: readonly number[]): string {
  const bytes = Buffer.alloc(vector.length * 4)
  for (const [i, value] of vector.entries()) bytes.writeFloatLE(value, i * 4)
  return bytes.toString('base64')
}
