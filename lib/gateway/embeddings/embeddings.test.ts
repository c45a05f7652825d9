import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readGeminiEmbeddings } from '@/lib/gateway/dialects/gemini/read-embeddings'
import { readEmbeddingsCall, writeEmbeddings } from '@/lib/gateway/embeddings/openai-embeddings'
import type { JsonObject } from '@/lib/gateway/json'
import { bedrockEmbeddings } from '@/lib/gateway/providers/bedrock/embeddings'
import { cohereEmbeddings } from '@/lib/gateway/providers/cohere/embeddings'
import { geminiEmbeddings, vertexEmbeddings } from '@/lib/gateway/providers/gemini/embeddings'
import { isRefusal } from '@/lib/gateway/refusal'

const wires = {
  gemini: [geminiEmbeddings, 'gemini-embedding-001'],
  vertex: [vertexEmbeddings, 'text-embedding-005'],
  cohere: [cohereEmbeddings, 'embed-v4.0'],
  titan: [bedrockEmbeddings, 'amazon.titan-embed-text-v2:0'],
  'cohere on bedrock': [bedrockEmbeddings, 'eu.cohere.embed-english-v3'],
} as const

/** Objects that look like answers and requests, wrong in every place. */
const odd = fc.object({
  maxDepth: 5,
  key: fc.constantFrom(
    ...['embeddings', 'values', 'predictions', 'statistics', 'token_count', 'float', 'meta', 'embedding', 'inputTextTokenCount'],
    ...['requests', 'content', 'parts', 'text', 'taskType', 'outputDimensionality', 'input', 'dimensions', 'usageMetadata'],
  ),
}) as fc.Arbitrary<JsonObject>
const runs = { numRuns: 2_000, seed: 42 }

describe.each(Object.entries(wires))('an answer of %s', (_, [wire, deployment]) => {
  it('of whatever shape is read as vectors of numbers, or not at all', () => {
    fc.assert(
      fc.property(odd, (body) => {
        const answer = wire.decode(body, deployment)
        if (answer === null) return
        expect(answer.vectors.length).toBeGreaterThan(0)
        expect(answer.vectors.flat().every((one) => typeof one === 'number')).toBe(true)
      }),
      runs,
    )
  })

  it('to any texts was asked for with all of them', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1, maxLength: 5 }), (texts) => {
        const cannot = (name: string): never => {
          throw new Error(name)
        }
        const one = deployment.startsWith('amazon') ? texts.slice(0, 1) : texts
        const asked = JSON.stringify(wire.encode({ texts: one, dimensions: null, purpose: 'query' }, deployment, cannot))
        for (const text of one) expect(asked).toContain(JSON.stringify(text))
      }),
      runs,
    )
  })
})

describe('a request in Gemini’s words', () => {
  it.each([':embedContent', ':batchEmbedContents'])('of whatever shape is read or refused (%s)', (path) => {
    fc.assert(
      fc.property(odd, (body) => {
        try {
          const { operation, body: read } = readGeminiEmbeddings(body, `/gemini/v1beta/models/m${path}`)
          expect(operation).toBe('embeddings')
          expect(readEmbeddingsCall(read)?.texts.length).toBeGreaterThan(0)
        } catch (error) {
          if (!isRefusal(error)) throw error
        }
      }),
      runs,
    )
  })

  it.each([
    [
      {
        requests: [{ content: { parts: [{ text: 'a' }] } }, { content: { parts: [{ text: 'b' }] }, taskType: 'RETRIEVAL_QUERY' }],
      },
      'requests',
    ],
    [{ requests: [{ content: { parts: [{ inlineData: {} }] } }] }, 'content'],
    [{ requests: [{ content: { parts: [{ text: 'a' }] }, outputDimensionality: 0 }] }, 'outputDimensionality'],
    [{ requests: [{ content: { parts: [{ text: 'a' }] }, title: 'T' }] }, 'title'],
  ])('%j is refused by name', (body, param) => {
    expect(() => readGeminiEmbeddings(body as JsonObject, '/gemini/v1beta/models/m:batchEmbedContents')).toThrow(
      expect.objectContaining({ details: expect.objectContaining({ param }) }),
    )
  })
})

it('writes floats as OpenAI’s package reads them out of base64', () => {
  const asked = { model: 'm', isBase64: true, promptTokens: 1, shape: undefined }
  const [one] = writeEmbeddings({ vectors: [[0.5, -1, 3.25]], usage: null }, asked).data as { embedding: string }[]
  const bytes = Buffer.from(one?.embedding ?? '', 'base64')
  expect([0, 4, 8].map((at) => bytes.readFloatLE(at))).toEqual([0.5, -1, 3.25])
})
