/** An instance with a reading, an import and a publishing, for tests that go through every endpoint; its client secret must never be seen. */
import type { Actor } from '@/lib/access/actor'
import { emptyEstate } from '@/lib/azure/apim/estate'
import { createAzureInstance } from '@/lib/azure/instances/instance-operations'
import { type IdNoun, parsePublicId, toPublicId } from '@/lib/base/ids'
import type { Db, Prisma } from '@/lib/control/database'

export const PLANTED_AZURE_SECRET = 'planted-azure-client-secret-9b2e'
const ZEROS = '00000000-0000-0000-0000-000000000000'

export async function plantAzure(actor: Actor, db: Db): Promise<Partial<Record<IdNoun, string>>> {
  const { id } = await createAzureInstance(actor, {
    name: 'planted instance',
    subscriptionId: ZEROS,
    resourceGroup: 'planted',
    serviceName: 'planted',
    credential: { kind: 'service-principal', directoryId: ZEROS, clientId: ZEROS, clientSecret: PLANTED_AZURE_SECRET },
  })
  const instanceId = parsePublicId('azureInstance', id) ?? ''
  const service = { name: 'planted', location: null, sku: null, gatewayUrl: null, identity: null }
  const estate = emptyEstate(service) as unknown as Prisma.InputJsonObject
  const read = await db.azureRead.create({ data: { instanceId, state: 'done', endedAt: new Date(), estate, counts: {} } })
  const publish = await db.azurePublish.create({ data: { instanceId, state: 'done', actorName: 'planted', endedAt: new Date() } })
  const over = { instanceId, readId: read.id, state: 'done' as const, choices: {}, owner: 'apim' as const, actorName: 'planted' }
  const brought = await db.azureImport.create({ data: over })
  return {
    azureInstance: id,
    azureRead: toPublicId('azureRead', read.id),
    azurePublish: toPublicId('azurePublish', publish.id),
    azureImport: toPublicId('azureImport', brought.id),
  }
}
