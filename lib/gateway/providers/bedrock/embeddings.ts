/**
 * Titan's and Cohere's models on Bedrock, each invoked in its own words.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-embed-text.html and …/model-parameters-embed.html
 */
import { type EmbeddingsWire, vectorOf, vectorsOf } from '@/lib/gateway/embeddings/embeddings-call'
import { asCount, asObject, type JsonObject } from '@/lib/gateway/json'

export const bedrockEmbeddings: EmbeddingsWire = {
  pathOf: ({ basePath }, deployment) => `${basePath}/model/${encodeURIComponent(deployment)}/invoke`,
  encode({ texts, dimensions, purpose }, deployment, cannot) {
    if (isCohere(deployment)) {
      if (dimensions !== null) cannot('dimensions')
      return { texts, input_type: purpose === 'query' ? 'search_query' : 'search_document', truncate: 'NONE' }
    }
    const [inputText = ''] = texts
    // Titan makes one vector of one text.
    if (texts.length > 1) cannot('input')
    return { inputText, ...(dimensions === null ? {} : { dimensions }) }
  },
  decode: (body, deployment) => (isCohere(deployment) ? decodeCohere(body) : decodeTitan(body)),
}

function isCohere(deployment: string): boolean {
  return /(^|\.)cohere\./.test(deployment)
}

function decodeTitan(body: JsonObject) {
  const vector = vectorOf(body.embedding)
  const count = asCount(body.inputTextTokenCount)
  return vector && { vectors: [vector], usage: count === null ? null : { inputTokens: count, outputTokens: 0 } }
}

function decodeCohere(body: JsonObject) {
  const list = Array.isArray(body.embeddings) ? body.embeddings : asObject(body.embeddings)?.float
  const vectors = Array.isArray(list) ? vectorsOf(list) : null
  return vectors && { vectors, usage: null }
}
