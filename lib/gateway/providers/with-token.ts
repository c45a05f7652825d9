/** A backend whose credential has been changed for a token: what may be sent. The credential itself never is. */
import type { BackendEntry } from '@/lib/gateway/catalog'
import type { GatewayPorts } from '@/lib/gateway/ports'

export async function withToken(accessTokenOf: GatewayPorts['accessTokenOf'], backend: BackendEntry): Promise<BackendEntry> {
  if (backend.credential === null) return backend
  return { ...backend, credential: await accessTokenOf(backend.credential) }
}
