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
    headers: request.isStream ? headersOf(target).stream : headersOf(target).plain,
    body: Buffer.from(JSON.stringify(body)),
    headersTimeoutMs: headersTimeoutMs(deadlines, request.isStream),
    bodyTimeoutMs: deadlines.idleMs,
  }
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
