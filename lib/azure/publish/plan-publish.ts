/** What publishing would write now: our estate, what the instance holds, whose it is. */
import { createHash } from 'node:crypto'
import { azureFault } from '@/lib/azure/apim/azure-fault'
import type { Apim } from '@/lib/azure/apim/open-apim'
import { openInstance } from '@/lib/azure/instances/open-instance'
import { diffEntities } from '@/lib/azure/publish/diff-entities'
import type { Body, EntityChange, Loss, Owned } from '@/lib/azure/publish/entity'
import { holdsOthers, WRITTEN_BY_OTHERS } from '@/lib/azure/publish/others-policy'
import { readOurEstate } from '@/lib/azure/publish/our-estate'
import { findDocument, readActual } from '@/lib/azure/publish/read-actual'
import { toDesired } from '@/lib/azure/publish/to-desired'
import type { ControlPorts } from '@/lib/control/control-ports'
import type { Prisma, Tx } from '@/lib/control/database'

export type PublishPlan = { changes: EntityChange[]; losses: Loss[]; digest: string }

type Instance = Prisma.AzureInstanceGetPayload<object>

export async function planPublish(
  { db, ports, signal }: { db: Tx; ports: Pick<ControlPorts, 'keyRing'>; signal?: AbortSignal },
  instance: Instance,
): Promise<PublishPlan> {
  const [estate, owned] = await Promise.all([readOurEstate(db), readOwned(db, instance.id)])
  const { entities, losses } = toDesired(estate, owned, instance.publishApis)
  try {
    const apim = await openInstance(ports, instance, { signal })
    const differing = diffEntities(entities, await readActual(apim, entities, owned), owned)
    const changes = await Promise.all(differing.map((change) => keepOthers(apim, change)))
    return { changes, losses, digest: digestOf(changes) }
  } catch (error) {
    throw azureFault(error)
  }
}

/** A product that is gone here stays there while others have written in its policy. */
async function keepOthers(apim: Apim, change: EntityChange): Promise<EntityChange> {
  if (change.action !== 'delete' || change.kind !== 'products') return change
  const document = await findDocument(apim, change.name)
  return document && holdsOthers(document.value) ? { ...change, action: 'conflict', reason: WRITTEN_BY_OTHERS } : change
}

/** Whose is what: written down by publishing in its own kinds, by an import in the nouns of its plan. */
export async function readOwned(db: Tx, instanceId: string, owner?: Owned['owner']): Promise<Owned[]> {
  const rows = await db.azureEntity.findMany({ where: { instanceId, owner } })
  return rows.map(({ kind, name, owner, noun, entityId, written }) => ({
    kind: kindOf(kind, noun),
    name,
    owner,
    entityId,
    written: written as Body | null,
  }))
}

function kindOf(kind: string, noun: string | null): string {
  if (kind === 'product') return 'products'
  if (kind === 'subscription') return 'subscriptions'
  if (kind === 'backend') return noun === 'pool' ? 'pools' : 'backends'
  return kind
}

function digestOf(changes: readonly EntityChange[]): string {
  const seen = changes.map(({ kind, name, action, fields }) => [kind, name, action, fields])
  return createHash('sha256').update(JSON.stringify(seen)).digest('base64url')
}
