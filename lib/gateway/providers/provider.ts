/** A provider is the wire of a backend: its addresses, its credential header, and what its usage block means. */

import type { BackendEntry } from '@/lib/gateway/catalog'
import type { ProviderWire } from '@/lib/gateway/chat/wire'
import type { EmbeddingsWire } from '@/lib/gateway/embeddings/embeddings-call'
import type { JsonObject } from '@/lib/gateway/json'
import type { UpstreamOperation } from '@/lib/gateway/operations/operation-kinds'
import type { UpstreamRequest } from '@/lib/gateway/ports'
import type { TokenCounts } from '@/lib/policy/pricing/tokens'

export type { UpstreamOperation }

/** What a model must be able to do for an operation. */
export function capabilityOf(operation: UpstreamOperation): string {
  return operation === 'responses' ? 'chat' : operation
}

export type Provider = {
  name: string
  /** What its chat is written in; null: OpenAI's, and answers pass as they come. */
  wire: ProviderWire | null
  /** What it does itself. Of the rest, what can be said in a chat is. */
  speaks: ReadonlySet<UpstreamOperation>
  /** Path and query of an operation at a backend. `deployment` is the model's name there. */
  pathOf(backend: BackendEntry, operation: UpstreamOperation, deployment: string, isStream: boolean): string
  /** Below the base path, where its models are listed: a question that costs nothing. */
  modelsPathOf(backend: BackendEntry): string
  headersOf(backend: BackendEntry): Record<string, string>
  /** Where it writes embeddings in words of its own. */
  embeddings?: EmbeddingsWire
  /** Signs a call that is ready to be sent, where its credential is no mere header. */
  sign?(request: UpstreamRequest, backend: BackendEntry): void
  /** Its credential is changed for a token that lives for a while. */
  usesToken?: boolean
  /** The body's name for the model, or null where the path says it. */
  bodyModel(deployment: string): string | null
  /** The field that bounds an answer's tokens, when the gateway sets it. */
  outputCapField(backend: BackendEntry): 'max_tokens' | 'max_completion_tokens'
  /** Is an answer cut at a maximum in this field? Of a field a provider does not know, nothing comes. */
  honoursCap(field: 'max_tokens' | 'max_completion_tokens'): boolean
  /** Disjoint token classes from the provider's own usage block; null where its figures are none. */
  tokensOf(usage: JsonObject): TokenCounts | null
  /** Does a status mean that the provider charges for the attempt's prompt? */
  isBilled(status: number, errorCode: string | null): boolean
}
