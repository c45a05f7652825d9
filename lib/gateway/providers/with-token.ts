/** A backend whose credential has been changed for a token, or fetched: what may be sent. What is stored never is. */
import type { BackendEntry } from '@/lib/gateway/catalog'
import type { GatewayPorts } from '@/lib/gateway/ports'
import type { Provider } from '@/lib/gateway/providers/provider'

export function needsToken({ source }: Pick<BackendEntry, 'source'>, provider: Provider | null | undefined): boolean {
  return source !== null || provider?.usesToken === true
}

export async function withToken(accessTokenOf: GatewayPorts['accessTokenOf'], backend: BackendEntry): Promise<BackendEntry> {
  const from = backend.source ?? backend.credential
  return from === null ? backend : { ...backend, credential: await accessTokenOf(from) }
}
