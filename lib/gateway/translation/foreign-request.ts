/** The request a backend gets that speaks another wire than its caller, or one that is not OpenAI's. */
import type { EncodeContext } from '@/lib/gateway/chat/wire'
import type { JsonObject } from '@/lib/gateway/json'
import type { UpstreamRequest } from '@/lib/gateway/ports'
import { shapeRequestHeaders } from '@/lib/gateway/product-shaping'
import { Refusal } from '@/lib/gateway/refusal'
import type { Target } from '@/lib/gateway/steps/candidates'
import { headersTimeoutMs } from '@/lib/gateway/steps/deadlines-of'
import type { Reserved } from '@/lib/gateway/steps/reserve'
import { passageOf } from '@/lib/gateway/translation/foreign'
import type { Deadlines } from '@/lib/policy/pools/pool'

export function foreignRequestOf(reserved: Reserved, target: Target, deadlines: Deadlines): UpstreamRequest {
  const { request, key } = reserved
  const { backend, provider, deployment } = target
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'accept-encoding': 'identity',
    'user-agent': 'tollgate',
    accept: request.isStream ? 'text/event-stream' : 'application/json',
    ...provider.headersOf(backend),
  }
  const { shaping } = key.product
  const made: UpstreamRequest = {
    origin: backend.origin,
    path: provider.pathOf(backend, 'chat', deployment, request.isStream),
    method: 'POST',
    headers: shaping === null ? headers : { ...shapeRequestHeaders(shaping, headers) },
    body: JSON.stringify(bodyOf(reserved, target)),
    headersTimeoutMs: headersTimeoutMs(deadlines, request.isStream),
    bodyTimeoutMs: deadlines.idleMs,
  }
  provider.sign?.(made, backend)
  return made
}

function bodyOf(reserved: Reserved, target: Target): JsonObject {
  const { request } = reserved
  const { provider, backend } = target
  if (request.operation !== 'chat' && request.operation !== 'responses') throw cannotDo(reserved, request.operation)
  const { from, to, isSame } = passageOf(request, provider)
  const dropped: string[] = []
  const context = contextOf(reserved, target, dropped)
  if (isSame) return to.complete(request.body, context)
  request.chat ??= from.decodeCall(request.body)
  const body = to.encodeCall(request.chat, context)
  request.dropped = dropped.length > 0 ? dropped : null
  if (provider.wire === null) {
    const field = provider.outputCapField(backend)
    if (field !== 'max_completion_tokens') {
      body[field] = body.max_completion_tokens
      delete body.max_completion_tokens
    }
    if (provider.bodyModel(target.deployment) === null) delete body.model
  }
  return body
}

function contextOf(reserved: Reserved, { model, deployment }: Target, dropped: string[]): EncodeContext {
  const { request, bound, key } = reserved
  const held = bound.cap ?? (request.maxOutput === null ? null : Math.floor(bound.tokens / request.choices))
  const drop = (name: string) => {
    if (!dropped.includes(name)) dropped.push(name)
  }
  return {
    deployment,
    isStream: request.isStream,
    most: Math.min(held ?? model.maxOutputTokens, model.maxOutputTokens),
    cannot(name) {
      if (!key.product.dropsUnsupported) throw cannotDo(reserved, name)
      drop(name)
    },
    drop,
  }
}

export function cannotDo({ model }: Reserved, name: string): Refusal {
  return new Refusal('unsupported_by_provider', `The provider of the model '${model.name}' cannot do '${name}'.`, { param: name })
}
