/**
 * Access tokens of this host's own identity, by Azure's official package: from the endpoint of virtual machines, of App Service and
 * Container Apps, or by a federated token of Kubernetes, whichever the environment speaks of. Nothing is stored.
 */
import type { ManagedIdentityCredential } from '@azure/identity'
import { createRenewal, type Renewal } from '@/lib/azure/identity/renewal'

/** Of a user-assigned identity its client ID; null: the host's own. `resource` is what the token is for. */
export type IdentityAsk = { clientId: string | null; resource: string }

const TIMEOUT_MS = 10_000
/** A token is replaced this long before its end. */
const EARLY_MS = 5 * 60_000

export function createManagedIdentity(now: () => number, timeoutMs = TIMEOUT_MS): Renewal<IdentityAsk> {
  const credentials = new Map<string, ManagedIdentityCredential>()
  return createRenewal<IdentityAsk>({
    keyOf: ({ clientId, resource }) => `${clientId ?? ''} ${resource}`,
    now,
    timeoutMs,
    async fetch({ clientId, resource }) {
      const { ManagedIdentityCredential } = await import('@azure/identity')
      const known = clientId ?? ''
      const credential = credentials.get(known) ?? new ManagedIdentityCredential(clientId === null ? {} : { clientId })
      credentials.set(known, credential)
      const token = await credential.getToken(`${resource}/.default`)
      const endsAtMs = token.expiresOnTimestamp
      const renewAtMs = Math.min(token.refreshAfterTimestamp ?? Number.POSITIVE_INFINITY, endsAtMs - EARLY_MS)
      return { value: token.token, endsAtMs, renewAtMs }
    },
  })
}
