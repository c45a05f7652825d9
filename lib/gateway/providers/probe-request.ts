/** A question that costs nothing, to see whether a backend is there: its list of models, or a path of the pool's choice. */
import type { BackendEntry } from '@/lib/gateway/catalog'
import type { UpstreamRequest } from '@/lib/gateway/ports'
import { findProvider } from '@/lib/gateway/providers/registry'

const DEFAULT_API_VERSION = '2024-10-21'

export function probeRequestOf(backend: BackendEntry, path: string | null, timeoutMs: number): UpstreamRequest {
  return {
    origin: backend.origin,
    path: backend.basePath + (path ?? modelsPathOf(backend)),
    method: 'GET',
    headers: {
      accept: 'application/json',
      'accept-encoding': 'identity',
      'user-agent': 'tollgate',
      ...findProvider(backend.provider)?.headersOf(backend),
    },
    body: null,
    headersTimeoutMs: timeoutMs,
    bodyTimeoutMs: timeoutMs,
  }
}

function modelsPathOf({ provider, apiVersion }: BackendEntry): string {
  if (provider !== 'azure-openai') return '/models'
  return `/openai/models?api-version=${encodeURIComponent(apiVersion ?? DEFAULT_API_VERSION)}`
}
