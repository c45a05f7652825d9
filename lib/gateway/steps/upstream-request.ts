/** The request a backend gets: what was parsed is what is sent, under its own name, with its own credential. */
import type { UpstreamRequest } from '@/lib/gateway/ports'
import type { Target } from '@/lib/gateway/steps/candidates'
import { headersTimeoutMs } from '@/lib/gateway/steps/pool-attempt'
import type { Reserved } from '@/lib/gateway/steps/reserve'
import type { Deadlines } from '@/lib/policy/pools/pool'

export function upstreamRequestOf(reserved: Reserved, target: Target, deadlines: Deadlines): UpstreamRequest {
  const { request, bound } = reserved
  const { model, backend, provider, deployment } = target
  const isResponses = request.operation === 'responses'
  const named = isResponses ? deployment : (provider.bodyModel(deployment) ?? undefined)
  const body: Record<string, unknown> = { ...request.body, model: named }
  // A fallback model may be able to say less than the one that was asked for.
  if (bound.cap !== null)
    body[isResponses ? 'max_output_tokens' : provider.outputCapField(backend)] = Math.min(bound.cap, model.maxOutputTokens)
  if (request.isStream && !isResponses) {
    const options = typeof body.stream_options === 'object' ? body.stream_options : null
    body.stream_options = { ...options, include_usage: true }
  }
  return {
    origin: backend.origin,
    path: provider.pathOf(backend, request.operation, deployment),
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: request.isStream ? 'text/event-stream' : 'application/json',
      'accept-encoding': 'identity',
      'user-agent': 'tollgate',
      ...provider.headersOf(backend),
    },
    body: Buffer.from(JSON.stringify(body)),
    headersTimeoutMs: headersTimeoutMs(deadlines, request.isStream),
    bodyTimeoutMs: deadlines.idleMs,
  }
}
