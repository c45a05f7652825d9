/** Embeddings in nobody's dialect: what is asked, and how each provider that does not write as OpenAI does is asked for it. */
import type { BackendEntry } from '@/lib/gateway/catalog'
import type { JsonObject } from '@/lib/gateway/json'

export type EmbeddingsCall = {
  texts: readonly string[]
  dimensions: number | null
  /** What the vectors are for, where it was said: some models make other ones of a question. */
  purpose: 'document' | 'query' | null
}

export type EmbeddingsAnswer = {
  /** In the order of the texts. */
  vectors: readonly (readonly number[])[]
  /** The provider's own usage block; null where it gives none. */
  usage: JsonObject | null
}

export type EmbeddingsWire = {
  pathOf(backend: BackendEntry, deployment: string): string
  /** `cannot` throws, naming what this provider cannot do. */
  encode(call: EmbeddingsCall, deployment: string, cannot: (name: string) => never): JsonObject
  /** Null where it is no answer of this wire. */
  decode(body: JsonObject, deployment: string): EmbeddingsAnswer | null
}

/** How an answer is written for callers who do not speak OpenAI's: one vector, or a list of them, as Gemini's do. */
export type EmbeddingsShape = 'gemini-one' | 'gemini-many'

/** A list of numbers; null for all else. */
export function vectorOf(value: unknown): number[] | null {
  return Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'number') ? value : null
}

/** All of them or nothing. */
export function vectorsOf(values: readonly unknown[]): number[][] | null {
  const vectors = values.map(vectorOf)
  return vectors.length > 0 && vectors.every((one) => one !== null) ? vectors : null
}
