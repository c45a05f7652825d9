/** The client secret of an instance: sealed under the key ring, bound to its row, opened only to ask for a token. */
import type { z } from 'zod'
import type { AzureCredential } from '@/lib/azure/apim/token-source'
import { seal, unseal } from '@/lib/base/encryption'
import { Fault } from '@/lib/base/faults'
import type { azureCredentialIn } from '@/lib/contracts/azure-instance'
import type { ControlPorts } from '@/lib/control/control-ports'
import type { Prisma } from '@/lib/control/database'

type Row = Prisma.AzureInstanceGetPayload<object>
type Given = z.output<typeof azureCredentialIn>

export const noSecret = { secretKeyId: null, secretCipher: null, secretSetAt: null }

export function credentialColumns({ ports, now }: { ports: ControlPorts; now: Date }, id: string, given: Given) {
  switch (given.kind) {
    case 'managed-identity':
      return { ...noSecret, credentialKind: 'managed_identity' as const, clientId: given.clientId ?? null, directoryId: null }
    case 'azure-cli':
      return { ...noSecret, credentialKind: 'azure_cli' as const, clientId: null, directoryId: given.directoryId ?? null }
    case 'service-principal': {
      const { keyId, cipher } = seal(ports.keyRing, purposeOf(id), given.clientSecret)
      const { clientId, directoryId } = given
      const sealed = { secretKeyId: keyId, secretCipher: cipher, secretSetAt: now }
      return { ...sealed, credentialKind: 'service_principal' as const, clientId, directoryId }
    }
  }
}

export function openCredential({ keyRing }: Pick<ControlPorts, 'keyRing'>, row: Row): AzureCredential {
  if (row.credentialKind === 'managed_identity') return { kind: 'managed-identity', clientId: row.clientId }
  if (row.credentialKind === 'azure_cli') return { kind: 'azure-cli', directoryId: row.directoryId }
  const { directoryId, clientId, secretKeyId, secretCipher } = row
  if (!directoryId || !clientId || !secretKeyId || !secretCipher)
    throw new Fault('resource.wrong_state', {
      public: 'Its client secret was cleared when its address changed. Give it a credential.',
    })
  const clientSecret = unseal(keyRing, purposeOf(row.id), { keyId: secretKeyId, cipher: secretCipher })
  return { kind: 'service-principal', directoryId, clientId, clientSecret }
}

function purposeOf(id: string): string {
  return `azure-instance:${id}`
}
