/** The request a service's backend gets: body, path and query as they came, under the gateway's own credential. */
import type { UpstreamRequest } from '@/lib/gateway/ports'
import { shapeRequestHeaders } from '@/lib/gateway/product-shaping'
import type { ServiceCall } from '@/lib/gateway/services/service-call'
import type { Target } from '@/lib/gateway/steps/candidates'
import type { Reserved } from '@/lib/gateway/steps/reserve'
import type { Deadlines } from '@/lib/policy/pools/pool'

export function serviceRequestOf(
  { key }: Reserved,
  service: ServiceCall,
  { backend }: Target,
  deadlines: Deadlines,
): UpstreamRequest {
  const { operation, path, query, contentType, body, keyHeader } = service
  const { method } = operation
  const headers: Record<string, string> = {
    accept: '*/*',
    'accept-encoding': 'identity',
    'user-agent': 'tollgate',
    ...(contentType === undefined || method === 'GET' ? {} : { 'content-type': contentType }),
    ...keyHeaderOf(keyHeader, backend.credential),
  }
  const { shaping } = key.product
  return {
    origin: backend.origin,
    path: `${backend.basePath}${path}${query === '' ? '' : `?${query}`}`,
    method,
    headers: shaping === null ? headers : shapeRequestHeaders(shaping, headers),
    body: method === 'GET' || (method === 'DELETE' && body.length === 0) ? null : body,
    // Whoever looks at a picture or hears an hour of speech takes its time before its first byte.
    headersTimeoutMs: deadlines.attemptMs,
    bodyTimeoutMs: deadlines.idleMs,
  }
}

function keyHeaderOf(name: string | null, credential: string | null): Record<string, string> {
  if (credential === null) return {}
  return name === null ? { authorization: `Bearer ${credential}` } : { [name]: credential }
}
