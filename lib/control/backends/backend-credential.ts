/** Credentials go in and never come out: sealed under the key ring, bound to their backend. */
import type { z } from 'zod'
import { seal, unseal } from '@/lib/base/encryption'
import type { credentialIn } from '@/lib/contracts/backend'
import type { Context } from '@/lib/control/context'
import type { Prisma } from '@/lib/control/database'

type CredentialColumns = Required<
  Pick<
    Prisma.BackendUncheckedUpdateManyInput,
    'credentialKind' | 'credentialCipher' | 'credentialKeyId' | 'credentialUri' | 'credentialSetAt'
  >
>

export const noCredential = {
  credentialKind: 'none',
  credentialCipher: null,
  credentialKeyId: null,
  credentialUri: null,
  credentialSetAt: null,
} as const satisfies CredentialColumns

/** The columns of a credential that was just given. */
export function credentialColumns({ ports, now }: Context, backendId: string, credential: z.output<typeof credentialIn>) {
  switch (credential.kind) {
    case 'none':
      return noCredential
    case 'managed-identity':
      return { ...noCredential, credentialKind: 'managed_identity' as const, credentialSetAt: now }
    case 'key-vault':
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

function purposeOf(backendId: string): string {
  return `backend:${backendId}`
}
