/** Credentials go in and never come out: sealed under the key ring, bound to their backend. */
import type { z } from 'zod'
import { seal, unseal } from '@/lib/base/encryption'
import type { credentialIn } from '@/lib/contracts/backend'
import { checkOutgoingHost } from '@/lib/control/backends/backend-address'
import type { Context } from '@/lib/control/context'
import type { ProbeTarget } from '@/lib/control/control-ports'
import type { Prisma } from '@/lib/control/database'
import { invalidField } from '@/lib/control/input'
import { modelResourceOf } from '@/lib/policy/azure-resource'

type CredentialColumns = Required<
  Pick<
    Prisma.BackendUncheckedUpdateManyInput,
    'credentialKind' | 'credentialCipher' | 'credentialKeyId' | 'credentialUri' | 'credentialClientId' | 'credentialSetAt'
  >
>

export const noCredential = {
  credentialKind: 'none',
  credentialCipher: null,
  credentialKeyId: null,
  credentialUri: null,
  credentialClientId: null,
  credentialSetAt: null,
} as const satisfies CredentialColumns

/** The columns of a credential that was just given. */
export function credentialColumns({ ports, now }: Context, backendId: string, credential: z.output<typeof credentialIn>) {
  switch (credential.kind) {
    case 'none':
      return noCredential
    case 'managed-identity':
      return {
        ...noCredential,
        credentialKind: 'managed_identity' as const,
        credentialUri: credential.resource?.replace(/\/+$/, '') ?? null,
        credentialClientId: credential.clientId ?? null,
        credentialSetAt: now,
      }
    case 'key-vault':
      checkVaultAddress({ ports }, credential.uri)
      return { ...noCredential, credentialKind: 'key_vault' as const, credentialUri: credential.uri, credentialSetAt: now }
    case 'api-key':
      return sealed('api_key', credential.value)
    case 'service-account':
      return sealed('service_account', credential.json)
    case 'aws-access-key': {
      const { kind: _, ...key } = credential
      return sealed('aws_access_key', JSON.stringify(key))
    }
  }

  function sealed(credentialKind: 'api_key' | 'service_account' | 'aws_access_key', secret: string) {
    const { keyId, cipher } = seal(ports.keyRing, purposeOf(backendId), secret)
    return { ...noCredential, credentialKind, credentialCipher: cipher, credentialKeyId: keyId, credentialSetAt: now }
  }
}

/** The plain secret, for a connection test alone. */
export function openCredential(
  { ports }: Context,
  row: { id: string; credentialCipher: Uint8Array | null; credentialKeyId: string | null },
): string | null {
  if (!row.credentialCipher || !row.credentialKeyId) return null
  return unseal(ports.keyRing, purposeOf(row.id), { keyId: row.credentialKeyId, cipher: row.credentialCipher })
}

/** Where the credential is fetched from when it is needed; null: it is stored, or there is none. */
export function credentialSource(row: {
  credentialKind: string
  credentialUri: string | null
  credentialClientId: string | null
  baseUrl: string
}): ProbeTarget['source'] {
  const { credentialKind, credentialUri: uri, credentialClientId: clientId, baseUrl } = row
  if (credentialKind === 'managed_identity')
    return { kind: 'managed-identity', clientId, resource: uri ?? modelResourceOf(baseUrl) }
  return credentialKind === 'key_vault' && uri !== null ? { kind: 'key-vault', uri } : null
}

/** This host's identity is shown there: to a vault, and to nobody who stands on a network that is not allowed. */
function checkVaultAddress(context: Pick<Context, 'ports'>, uri: string): void {
  const { protocol, hostname } = new URL(uri)
  checkOutgoingHost(context, hostname, 'credential.uri', 'A vault')
  if (protocol !== 'https:' && !isLoopback(hostname)) throw invalidField('credential.uri', 'must be an https address')
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\./.test(hostname)
}

function purposeOf(backendId: string): string {
  return `backend:${backendId}`
}
