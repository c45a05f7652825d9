/**
 * Secrets of Azure Key Vault, by the official package: read with this host's identity, looked for again every few minutes, at once
 * where one was refused, and used on for a while when the vault is away. A reference with a version stays at that version.
 */
import type { SecretClient } from '@azure/keyvault-secrets'
import { azureAgent } from '@/lib/azure/apim/guarded-agent'
import type { IdentityAsk } from '@/lib/azure/identity/managed-identity'
import { createRenewal, type Renewal } from '@/lib/azure/identity/renewal'
import { parseSecretUri } from '@/lib/base/secret-uri'

const TIMEOUT_MS = 10_000
/** How soon a rotated secret is heard of where nobody refuses the old one. */
const LOOK_AGAIN_MS = 2 * 60_000
const STALE_MS = 12 * 3_600_000

export function createVaultSecrets(
  now: () => number,
  identity: Pick<Renewal<IdentityAsk>, 'get'>,
  timeoutMs = TIMEOUT_MS,
): Renewal<string> {
  const clients = new Map<string, Promise<SecretClient>>()
  return createRenewal<string>({
    keyOf: (uri) => uri,
    now,
    timeoutMs,
    staleMs: STALE_MS,
    async fetch(uri) {
      const place = parseSecretUri(uri)
      if (!place) throw new Error('the address of the secret is none')
      const client = clients.get(place.vaultUrl) ?? open(place.vaultUrl, identity)
      clients.set(place.vaultUrl, client)
      const secret = await (await client).getSecret(place.name, place.version === null ? {} : { version: place.version })
      if (!secret.value) throw new Error('the secret is empty')
      return { value: secret.value, renewAtMs: now() + LOOK_AGAIN_MS, endsAtMs: now() + LOOK_AGAIN_MS }
    },
  })
}

async function open(vaultUrl: string, identity: Pick<Renewal<IdentityAsk>, 'get'>): Promise<SecretClient> {
  const { SecretClient } = await import('@azure/keyvault-secrets')
  const { protocol } = new URL(vaultUrl)
  // The vault says in its challenge what a token for it is called.
  const credential = {
    getToken: async (scopes: string | string[]) => {
      const [scope = ''] = [scopes].flat()
      const token = await identity.get({ clientId: null, resource: scope.replace(/\/\.default$/, '') })
      return { token, expiresOnTimestamp: Number.POSITIVE_INFINITY }
    },
  }
  return new SecretClient(vaultUrl, credential, {
    allowInsecureConnection: protocol === 'http:',
    // Loopback alone is called without TLS, and only where that is allowed: its name is not the cloud's.
    disableChallengeResourceVerification: protocol === 'http:',
    retryOptions: { maxRetries: 1, retryDelayInMs: 200 },
    additionalPolicies: [
      {
        position: 'perRetry',
        policy: {
          name: 'tollgateAddressPolicy',
          sendRequest(request, next) {
            request.agent = azureAgent(protocol)
            return next(request)
          },
        },
      },
    ],
  })
}
