/** The request a backend gets: what was parsed is what is sent, under its own name, with its own credential. */
import { formOf, writeForm } from '@/lib/gateway/operations/form'
import { isWordless } from '@/lib/gateway/operations/operation-kinds'
import type { UpstreamRequest } from '@/lib/gateway/ports'
import { shapeRequestHeaders } from '@/lib/gateway/product-shaping'
import { serviceRequestOf } from '@/lib/gateway/services/service-request'
import type { Target } from '@/lib/gateway/steps/candidates'
import { headersTimeoutMs } from '@/lib/gateway/steps/deadlines-of'
import type { Reserved } from '@/lib/gateway/steps/reserve'
import { isForeign } from '@/lib/gateway/translation/foreign'
import { embeddingsRequestOf, hasForeignEmbeddings } from '@/lib/gateway/translation/foreign-embeddings'
import { foreignRequestOf } from '@/lib/gateway/translation/foreign-request'
import type { Deadlines } from '@/lib/policy/pools/pool'

export function upstreamRequestOf(reserved: Reserved, target: Target, deadlines: Deadlines): UpstreamRequest {
  const { request } = reserved
  const { backend, provider, deployment } = target
  if (request.service) return serviceRequestOf(reserved, request.service, target, deadlines)
  if (hasForeignEmbeddings(request, provider)) return embeddingsRequestOf(reserved, target, deadlines)
  if (isForeign(request, provider)) return foreignRequestOf(reserved, target, deadlines)
  const form = request.operation === 'transcriptions' ? formOf(request.body) : undefined
  const isResponses = request.operation === 'responses'
  const named = isResponses ? deployment : (provider.bodyModel(deployment) ?? undefined)
  const body: Record<string, unknown> = { ...request.body, model: named }
  setMaximum(body, reserved, target)
  if (request.isStream && !isResponses) {
    const options = typeof body.stream_options === 'object' ? body.stream_options : null
    body.stream_options = { ...options, include_usage: true }
  }
  const own = request.isStream ? headersOf(target).stream : headersOf(target).plain
  const headers = form ? { ...own, accept: '*/*', 'content-type': `multipart/form-data; boundary=${form.boundary}` } : own
  const { shaping } = reserved.key.product
  return {
    origin: backend.origin,
    path: provider.pathOf(backend, request.operation, deployment, request.isStream),
    method: 'POST',
    headers: shaping === null ? headers : shapeRequestHeaders(shaping, headers),
    body: form ? writeForm(form, deployment) : JSON.stringify(body),
    headersTimeoutMs: headersTimeoutMs(deadlines, request.isStream),
    bodyTimeoutMs: deadlines.idleMs,
  }
}

/**
 * What was held is the most an answer may use, so that is what goes upstream: in a field this provider obeys, and never more,
 * whatever the caller wrote. A fallback model may be able to say less than the one that was asked for.
 */
function setMaximum(body: Record<string, unknown>, { request, bound }: Reserved, { model, backend, provider }: Target): void {
  if (isWordless(request.operation)) return
  const held = bound.cap ?? (request.maxOutput === null ? null : Math.floor(bound.tokens / request.choices))
  if (held === null) return
  const most = Math.min(held, model.maxOutputTokens)
  if (request.operation === 'responses') {
    body.max_output_tokens = most
    return
  }
  if (request.operation === 'completions') {
    body.max_tokens = most
    return
  }
  let isObeyed = false
  for (const field of ['max_tokens', 'max_completion_tokens'] as const) {
    const own = body[field]
    if (typeof own !== 'number') continue
    body[field] = Math.min(own, most)
    if (provider.honoursCap(field)) isObeyed = true
    else delete body[field]
  }
  if (!isObeyed) body[provider.outputCapField(backend)] = most
}

type Headers = { plain: Record<string, string>; stream: Record<string, string> }

/** The same for every call to a target: made once. */
const known = new WeakMap<Target, Headers>()

function headersOf(target: Target): Headers {
  let headers = known.get(target)
  if (!headers) {
    const common = {
      'content-type': 'application/json',
      'accept-encoding': 'identity',
      'user-agent': 'tollgate',
      ...target.provider.headersOf(target.backend),
    }
    headers = { plain: { ...common, accept: 'application/json' }, stream: { ...common, accept: 'text/event-stream' } }
    known.set(target, headers)
  }
  return headers
}
