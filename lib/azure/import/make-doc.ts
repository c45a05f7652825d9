/** Makes one planned thing by the command an admin would use, and notes whose it is from then on. */
import type { Actor } from '@/lib/access/actor'
import { importSubscription } from '@/lib/azure/import/import-subscription'
import { digestOf } from '@/lib/azure/import/links'
import type { ImportDoc } from '@/lib/azure/import/plan-instance'
import { type Secrets, type SubscriptionState, stricterOf } from '@/lib/azure/import/secrets'
import { Fault } from '@/lib/base/faults'
import { type IdNoun, parsePublicId, toPublicId } from '@/lib/base/ids'
import type { AzureNoun } from '@/lib/contracts/azure-plan'
import type { ConfigNoun } from '@/lib/contracts/config'
import { createBasePath } from '@/lib/control/base-paths/base-path-operations'
import { type Applier, applyChange, idName } from '@/lib/control/config/apply-change'
import type { Db } from '@/lib/control/database'

export type Maker = {
  /** Makes it and answers its API id. */
  make(doc: ImportDoc): Promise<string>
  /** Learns the id of what is there, for what names it. */
  know(doc: ImportDoc, id: string): void
  isThere(noun: AzureNoun, id: string): Promise<boolean>
  /** Notes who owns what it came from. */
  own(doc: ImportDoc, id: string): Promise<void>
}

const singular: Record<AzureNoun, IdNoun> = {
  tenants: 'tenant',
  backends: 'backend',
  pools: 'pool',
  models: 'model',
  products: 'product',
  limits: 'limit',
  subscriptions: 'subscription',
  bases: 'base',
}

type Origin = { instanceId: string; owner: 'apim' | 'tollgate' }

export async function createMaker(db: Db, actor: Actor, secrets: Secrets, { instanceId, owner }: Origin): Promise<Maker> {
  const tenants = await db.tenant.findMany({ where: { archivedAt: null }, select: { id: true, name: true } })
  const ids = new Map(tenants.map(({ id, name }) => [idName('tenants', name), toPublicId('tenant', id)]))
  const applier: Applier = { actor, call: {}, secrets: {}, ids, later: [] }
  return {
    async make(doc) {
      if (doc.noun === 'subscriptions') return makeSubscription(actor, instanceId, ids, secrets, doc)
      if (doc.noun === 'bases') return (await createBasePath(actor, doc.doc as never)).id
      const { wanted, held } = await withCredential(secrets, doc)
      const entry = { key: doc.name, doc: wanted }
      const change = {
        noun: doc.noun,
        name: doc.name,
        action: 'create' as const,
        fields: [],
        problem: null,
        entry,
        present: null,
      }
      await applyChange({ ...applier, secrets: held }, change)
      return idOf(ids, doc.noun, doc.name)
    },
    know(doc, id) {
      if (doc.noun !== 'subscriptions' && doc.noun !== 'bases') ids.set(idName(doc.noun, doc.name), id)
    },
    isThere: (noun, id) => isThere(db, noun, dbIdOf(noun, id)),
    async own({ source, noun }, id) {
      const [, kind, name] = /^(product|subscription|backend):(.+)$/.exec(source) ?? []
      if (kind === undefined || name === undefined || name.endsWith(' alone') || name.endsWith(' tenant')) return
      const data = { owner, noun: singular[noun], entityId: dbIdOf(noun, id) }
      // As publishing names kinds: a pool is told from a backend.
      const key = { instanceId, kind: noun, name }
      await db.azureEntity.upsert({ where: { instanceId_kind_name: key }, create: { ...key, ...data }, update: data })
    },
  }
}

/** A backend's credential is a reference in the plan; the secret is fetched now, and sealed by the command. */
async function withCredential(
  secrets: Secrets,
  { doc }: ImportDoc,
): Promise<{ wanted: Record<string, unknown>; held: Record<string, string> }> {
  const credential = doc.credential as { kind: string; namedValue?: string } | undefined
  if (credential?.kind !== 'api-key' || credential.namedValue === undefined) return { wanted: doc, held: {} }
  const value = await secrets.valueOf(credential.namedValue)
  return { wanted: { ...doc, credential: { kind: 'api-key', env: 'FETCHED' } }, held: { FETCHED: value } }
}

async function makeSubscription(actor: Actor, instanceId: string, ids: Map<string, string>, secrets: Secrets, doc: ImportDoc) {
  const { tenant, product, state, cidrs } = doc.doc as {
    tenant: string
    product: string
    state: SubscriptionState
    cidrs: string[]
  }
  const now = secrets.keysOf(doc.source)
  const { primary, secondary } = now
  const { id } = await importSubscription(actor, {
    instanceId,
    source: doc.key,
    digest: digestOf(doc),
    tenantId: idOf(ids, 'tenants', tenant),
    productId: idOf(ids, 'products', product),
    name: doc.name,
    state: stricterOf(state, now.state),
    ...{ cidrs, primary, secondary },
  })
  return id
}

function dbIdOf(noun: AzureNoun, id: string): string {
  return parsePublicId(singular[noun], id) ?? ''
}

function idOf(ids: ReadonlyMap<string, string>, noun: ConfigNoun, name: string): string {
  const id = ids.get(idName(noun, name))
  if (id === undefined)
    throw new Fault('request.invalid', { public: `There is no ${singular[noun as AzureNoun]} ${name}: it could not be made.` })
  return id
}

async function isThere(db: Db, noun: AzureNoun, id: string): Promise<boolean> {
  const where = { id }
  switch (noun) {
    case 'tenants':
      return (await db.tenant.count({ where })) > 0
    case 'backends':
      return (await db.backend.count({ where })) > 0
    case 'pools':
      return (await db.pool.count({ where })) > 0
    case 'models':
      return (await db.model.count({ where })) > 0
    case 'products':
      return (await db.product.count({ where })) > 0
    case 'limits':
      return (await db.limit.count({ where })) > 0
    case 'subscriptions':
      return (await db.subscription.count({ where })) > 0
    case 'bases':
      return (await db.basePath.count({ where })) > 0
  }
}
