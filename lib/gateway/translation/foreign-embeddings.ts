/** Embeddings for a caller or of a provider that does not write them as OpenAI does. */

import { type EmbeddingsAnswer, vectorOf, vectorsOf } from '@/lib/gateway/embeddings/embeddings-call'
import { readEmbeddingsCall, writeEmbeddings } from '@/lib/gateway/embeddings/openai-embeddings'
import { asObject, type JsonObject } from '@/lib/gateway/json'
import { parseField } from '@/lib/gateway/json-fields'
import type { GatewayRequest } from '@/lib/gateway/operations/gateway-request'
import type { UpstreamRequest } from '@/lib/gateway/ports'
import { shapeRequestHeaders } from '@/lib/gateway/product-shaping'
import type { Provider } from '@/lib/gateway/providers/provider'
import { AnswerBody } from '@/lib/gateway/steps/answer-body'
import type { Target } from '@/lib/gateway/steps/candidates'
import { headersTimeoutMs } from '@/lib/gateway/steps/deadlines-of'
import type { Reserved } from '@/lib/gateway/steps/reserve'
import { passageOf } from '@/lib/gateway/translation/foreign'
import { asJson, bytesOf, type ForeignVerdict, type PlainAnswer, refused } from '@/lib/gateway/translation/foreign-answer'
import { cannotDo } from '@/lib/gateway/translation/foreign-request'
import type { Deadlines } from '@/lib/policy/pools/pool'
import { inputTokensOf } from '@/lib/policy/pricing/tokens'

export function hasForeignEmbeddings({ operation, embeds }: GatewayRequest, provider: Provider): boolean {
  return operation === 'embeddings' && (embeds !== undefined || provider.embeddings !== undefined)
}

export function embeddingsRequestOf(reserved: Reserved, target: Target, deadlines: Deadlines): UpstreamRequest {
  const { request, key } = reserved
  const { backend, provider, deployment } = target
  const wire = provider.embeddings
  if (!wire && !provider.speaks.has('embeddings')) throw cannotDo(reserved, 'embeddings')
  const call = readEmbeddingsCall(request.body)
  if (call === null) throw cannotDo(reserved, 'input')
  const { texts, dimensions } = call
  const cannot = (name: string): never => {
    throw cannotDo(reserved, name)
  }
  const body = wire
    ? wire.encode(call, deployment, cannot)
    : { model: provider.bodyModel(deployment) ?? undefined, input: texts, ...(dimensions === null ? {} : { dimensions }) }
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'accept-encoding': 'identity',
    'user-agent': 'tollgate',
    accept: 'application/json',
    ...provider.headersOf(backend),
  }
  const { shaping } = key.product
  const made: UpstreamRequest = {
    origin: backend.origin,
    path: wire ? wire.pathOf(backend, deployment) : provider.pathOf(backend, 'embeddings', deployment, false),
    method: 'POST',
    headers: shaping === null ? headers : { ...shapeRequestHeaders(shaping, headers) },
    body: JSON.stringify(body),
    headersTimeoutMs: headersTimeoutMs(deadlines, false),
    bodyTimeoutMs: deadlines.idleMs,
  }
  provider.sign?.(made, backend)
  return made
}

export function judgeEmbeddings(reserved: Reserved, { provider, deployment }: Target, attempted: PlainAnswer): ForeignVerdict {
  const { status } = attempted
  if (status < 200 || status > 599) return { kind: 'invalid' }
  if (status >= 300 && status < 400) return { kind: 'misconfigured' }
  const { request, pathModel, prompt } = reserved
  const body = asObject(parseField(attempted.body))
  if (status >= 400) return refused(reserved, { ...passageOf(request, provider), isPassed: false }, attempted, body)
  const answer = body && (provider.embeddings ? provider.embeddings.decode(body, deployment) : decodeOpenai(body))
  const asked = Array.isArray(request.body.input) ? request.body.input.length : 1
  // Fewer vectors than texts are nobody's answer.
  if (!answer || answer.vectors.length !== asked) return { kind: 'invalid' }
  const counted = answer.usage && provider.tokensOf(answer.usage)
  const written = writeEmbeddings(answer, {
    model: pathModel ?? String(request.body.model ?? ''),
    isBase64: request.body.encoding_format === 'base64',
    promptTokens: counted ? inputTokensOf(counted) : prompt.likely,
    shape: request.embeds,
  })
  const json = AnswerBody.of(answer.usage, null, written)
  return {
    kind: 'answer',
    answer: { kind: 'answer', status: 200, header: asJson(attempted.header), body: bytesOf(written), json },
  }
}

/** Floats: base64 was not asked for. */
function decodeOpenai(body: JsonObject): EmbeddingsAnswer | null {
  const list = Array.isArray(body.data) ? body.data.map((one) => asObject(one)?.embedding) : []
  const vectors = vectorsOf(list.map((one) => vectorOf(one)))
  return vectors && { vectors, usage: asObject(body.usage) }
}
