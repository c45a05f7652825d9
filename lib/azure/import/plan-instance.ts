/** The plan of an instance with what is here now: names that are taken, models that are here. */

import type { Estate } from '@/lib/azure/apim/estate'
import type { PlannedDoc } from '@/lib/azure/plan/draft'
import { type EstatePlan, type Present, planEstate } from '@/lib/azure/plan/plan-estate'
import { toPublicId } from '@/lib/base/ids'
import { type AzureChoices, type AzureNoun, azureNouns } from '@/lib/contracts/azure-plan'
import type { Tx } from '@/lib/control/database'

/** In the order in which they need each other. */
export const importOrder: readonly AzureNoun[] = [
  'tenants',
  'backends',
  'pools',
  'models',
  'products',
  'limits',
  'subscriptions',
  'bases',
]

export type ImportDoc = PlannedDoc & { noun: AzureNoun; key: string }

/** `before`: what was made since is not looked at, so that an import that goes on plans as it did when it began. */
export async function planInstance(
  db: Tx,
  instanceId: string,
  estate: Estate,
  choices: AzureChoices,
  before?: Date,
): Promise<EstatePlan> {
  return planEstate(estate, choices, await presentOf(db, instanceId, before))
}

/** Every document with a key of its own: a policy may make several limits. */
export function docsOf(plan: EstatePlan): ImportDoc[] {
  return importOrder.flatMap((noun) => {
    const seen = new Map<string, number>()
    return plan.docs[noun].map((doc) => {
      const n = (seen.get(doc.source) ?? 0) + 1
      seen.set(doc.source, n)
      return { ...doc, noun, key: n === 1 ? doc.source : `${doc.source} #${n}` }
    })
  })
}

async function presentOf(db: Tx, instanceId: string, before: Date | undefined): Promise<Present> {
  const links = await db.azureImported.findMany({ where: { instanceId }, select: { noun: true, entityId: true } })
  const own = new Set(links.map(({ entityId }) => entityId))
  const where = before ? { createdAt: { lt: before } } : {}
  const select = { id: true, name: true }
  const [tenants, backends, pools, products, models] = await Promise.all([
    db.tenant.findMany({ where: { ...where, archivedAt: null }, select }),
    db.backend.findMany({ where, select }),
    db.pool.findMany({ where, select }),
    db.product.findMany({ where, select }),
    db.model.findMany({ where, select: { ...select, capabilities: true, aliases: true } }),
  ])
  const namesOf = (noun: 'tenant' | 'backend' | 'pool' | 'product', rows: { id: string; name: string }[]) =>
    rows.filter(({ id }) => !own.has(toPublicId(noun, id))).map(({ name }) => name)
  return {
    names: {
      tenants: namesOf('tenant', tenants),
      backends: namesOf('backend', backends),
      pools: namesOf('pool', pools),
      products: namesOf('product', products),
    },
    models: models
      .filter(({ id }) => !own.has(toPublicId('model', id)))
      .flatMap(({ name, aliases, capabilities }) => [name, ...aliases].map((one) => ({ name: one, capabilities }))),
  }
}

/** How many things each noun makes, and how many are here from an earlier import. */
export function makesOf(docs: readonly ImportDoc[], linked: ReadonlySet<string>) {
  return azureNouns.map((noun) => {
    const own = docs.filter((doc) => doc.noun === noun)
    return { noun, count: own.length, present: own.filter(({ key }) => linked.has(`${noun} ${key}`)).length }
  })
}
