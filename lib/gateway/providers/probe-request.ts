/** A question that costs nothing, to see whether a backend is there: its list of models, or a path of the pool's choice. */
import type { BackendEntry } from '@/lib/gateway/catalog'
import type { UpstreamRequest } from '@/lib/gateway/ports'
import { findProvider } from '@/lib/gateway/providers/registry'

export function probeRequestOf(backend: BackendEntry, path: string | null, timeoutMs: number): UpstreamRequest {
  const provider = findProvider(backend.provider)
  const request: UpstreamRequest = {
    origin: backend.origin,
    path: backend.basePath + (path ?? provider?.modelsPathOf(backend) ?? '/models'),
    method: 'GET',
    headers: {
      accept: 'application/json',
      'accept-encoding': 'identity',
      'user-agent': 'tollgate',
      ...provider?.headersOf(backend),
    },
    body: null,
    headersTimeoutMs: timeoutMs,
    bodyTimeoutMs: timeoutMs,
  }
  provider?.sign?.(request, backend)
  return request
}
