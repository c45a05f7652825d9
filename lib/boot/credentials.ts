/** Where credentials come from that are not stored here: Google's tokens, this host's identity in Azure, Key Vault. */
import { createManagedIdentity } from '@/lib/azure/identity/managed-identity'
import { createVaultSecrets } from '@/lib/azure/vault/vault-secrets'
import type { ProbeTarget } from '@/lib/control/control-ports'
import type { GatewayPorts } from '@/lib/gateway/ports'
import { createGoogleTokens } from '@/lib/runtime/tokens/google-tokens'

export type Credentials = Pick<GatewayPorts, 'accessTokenOf' | 'credentialRefused'>

/** `tokenFetch` is what Google's tokens are asked for with, where it is not the platform's. */
export function createCredentials(now: () => number, tokenFetch?: typeof globalThis.fetch): Credentials {
  const google = createGoogleTokens(now, tokenFetch)
  const identity = createManagedIdentity(now)
  const vault = createVaultSecrets(now, identity)
  return {
    accessTokenOf(credential) {
      if (typeof credential === 'string') return google(credential)
      return credential.kind === 'key-vault' ? vault.get(credential.uri) : identity.get(credential)
    },
    credentialRefused(source) {
      if (source.kind === 'key-vault') vault.refused(source.uri)
      else identity.refused(source)
    },
  }
}

/** Why a credential could not be fetched, in words that quote nothing of it. */
export function describeFetchFailure(source: ProbeTarget['source'], error: unknown): string {
  const code = codeOf(error)
  const why = code === null ? '' : ` (${code})`
  if (source?.kind === 'managed-identity') return `This host has no managed identity that Azure gives a token to${why}.`
  if (source?.kind !== 'key-vault') return 'Its credential got no access token.'
  if (code === 'SecretNotFound') return 'There is no such secret in the vault.'
  if (code === 'Forbidden')
    return 'The vault does not let this host’s identity read secrets: give it the role Key Vault Secrets User.'
  return `Its secret could not be read from the vault${why}.`
}

/** A word of Azure's, and nothing that could quote what was sent. */
function codeOf(error: unknown): string | null {
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown }
  const word = [code, name].find((one) => typeof one === 'string' && /^[A-Za-z_]{3,60}$/.test(one) && one !== 'Error')
  return typeof word === 'string' ? word : null
}
