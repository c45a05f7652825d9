/** Does one change of a plan, by the same command an admin would use. */
import type { Actor } from '@/lib/access/actor'
import { Fault } from '@/lib/base/faults'
import type { ConfigNoun } from '@/lib/contracts/config'
import { createBackend, deleteBackend, updateBackend } from '@/lib/control/backends/backend-commands'
import type { PlannedChange } from '@/lib/control/config/plan-config'
import type { CallInfo } from '@/lib/control/context'
import { createLimit, deleteLimit, updateLimit } from '@/lib/control/limits/limit-commands'
import { createModel, deleteModel, updateModel } from '@/lib/control/models/model-commands'
import { createPool, deletePool, updatePool } from '@/lib/control/pools/pool-operations'
import { createPrice } from '@/lib/control/prices/price-operations'
import { createProduct, deleteProduct, updateProduct } from '@/lib/control/products/product-commands'
import { deprecateProduct, publishProduct, retireProduct } from '@/lib/control/products/product-states'
import { createTenant, deleteTenant, updateTenant } from '@/lib/control/tenants/tenant-commands'

export type Applier = {
  actor: Actor
  call: CallInfo
  secrets: Readonly<Record<string, string>>
  /** The API id of what is called so; learns of what was made. */
  ids: Map<string, string>
  /** What can only be said once everything is there. */
  later: { change: PlannedChange; run: () => Promise<unknown> }[]
}

type Made = { id: string; version?: number }
type Run = (actor: Actor, input: never, call: CallInfo) => Promise<Made>

const commands: Record<
  ConfigNoun,
  { create: Run; update: Run | null; remove: ((actor: Actor, input: never, call: CallInfo) => Promise<unknown>) | null }
> = {
  backends: { create: createBackend, update: updateBackend, remove: deleteBackend },
  pools: { create: createPool, update: updatePool, remove: deletePool },
  models: { create: createModel, update: updateModel, remove: deleteModel },
  prices: { create: createPrice, update: null, remove: null },
  tenants: { create: createTenant, update: updateTenant, remove: deleteTenant },
  products: { create: createProduct, update: updateProduct, remove: deleteProduct },
  limits: { create: createLimit, update: updateLimit, remove: deleteLimit },
}

export function idName(noun: ConfigNoun, name: string): string {
  return `${noun} ${name}`
}

export async function applyChange(applier: Applier, change: PlannedChange): Promise<void> {
  const { actor, call, ids } = applier
  const { noun, action, entry, present } = change
  const { create, update, remove } = commands[noun]
  const over = { address: call.address, ifMatch: present ? `"${present.version}"` : null }
  if (action === 'delete') {
    if (present && remove) await remove(actor, { id: present.id } as never, over)
    return
  }
  const wanted = action === 'create' ? entry.doc : Object.fromEntries(change.fields.map(({ field, to }) => [field, to]))
  const { state, retiresAt, ...input } = inputOf(applier, noun, wanted)
  const fallback = noun === 'pools' ? takeFallback(applier, input) : null
  let made: Made | null = present
  if (action === 'create') made = await create(actor, input as never, { address: call.address })
  else if (present && update && Object.keys(input).length > 0)
    made = await update(actor, { id: present.id, ...input } as never, over)
  if (!made) return
  ids.set(idName(noun, entry.key), made.id)
  const { id } = made
  if (fallback)
    applier.later.push({ change, run: () => updatePool(actor, { id, lastResort: fallback }, { ...over, ifMatch: '*' }) })
  if (noun === 'products') {
    const from = String(present?.doc.state ?? 'draft')
    const life = { from, to: String(state ?? from), retiresAt: retiresAt as string | null | undefined }
    if (life.to !== from || retiresAt !== undefined) await moveTo(applier, id, life)
  }
}

/** A pool may fall back on a model that is made after it. */
function takeFallback({ ids }: Applier, input: Record<string, unknown>): { kind: 'model'; model: string } | null {
  const resort = input.lastResort as { kind: string; model?: string } | undefined
  if (resort?.kind !== 'model' || resort.model === undefined || ids.has(idName('models', resort.model))) return null
  delete input.lastResort
  return { kind: 'model', model: resort.model }
}

/** Names become ids, and references to secrets the secrets. */
function inputOf(applier: Applier, noun: ConfigNoun, doc: Record<string, unknown>): Record<string, unknown> {
  const idOf = (of: ConfigNoun, name: unknown) => {
    const id = applier.ids.get(idName(of, String(name)))
    if (!id) throw new Fault('request.invalid', { public: `There is no ${of.slice(0, -1)} ${String(name)}.` })
    return id
  }
  const { backend, pool, parent, ...rest } = doc
  switch (noun) {
    case 'backends': {
      const { credential, deployments } = doc
      return {
        ...rest,
        ...(credential ? { credential: credentialOf(applier, credential as { kind: string; env?: string }) } : {}),
        ...(deployments ? { deployments: Object.entries(deployments).map(([model, name]) => ({ model, name })) } : {}),
      }
    }
    case 'pools': {
      const members = doc.members as ({ backend: string } & object)[] | undefined
      if (!members) return rest
      return { ...rest, members: members.map(({ backend: name, ...one }) => ({ ...one, backendId: idOf('backends', name) })) }
    }
    case 'models':
      return pool === undefined ? rest : { ...rest, poolId: idOf('pools', pool) }
    case 'prices':
      return { ...rest, ...(backend ? { backendId: idOf('backends', backend) } : {}) }
    case 'tenants':
      return parent === undefined ? rest : { ...rest, parentId: parent === null ? null : idOf('tenants', parent) }
    case 'limits': {
      if (!doc.scope) return rest
      const { tenant, product, ...scope } = doc.scope as { tenant?: string; product?: string }
      const named = {
        ...(tenant === undefined ? {} : { tenantId: idOf('tenants', tenant) }),
        ...(product === undefined ? {} : { productId: idOf('products', product) }),
      }
      return { ...rest, scope: { ...named, ...scope } }
    }
    case 'products':
      return rest
  }
}

function credentialOf({ secrets }: Applier, { env, ...credential }: { kind: string; env?: string }): object {
  if (env === undefined) return credential
  const value = secrets[env]
  if (!value) throw new Fault('request.invalid', { public: `The secret ${env} was not given.` })
  return { ...credential, value }
}

type Life = { from: string; to: string; retiresAt: string | null | undefined }

/** What ends was on offer before: only so its people are told, and only so it can be made from nothing. */
async function moveTo({ actor, call }: Applier, id: string, { from, to, retiresAt }: Life): Promise<void> {
  const moves: Record<string, () => Promise<unknown>> = {
    published: () => publishProduct(actor, { id }, { address: call.address }),
    deprecated: () => deprecateProduct(actor, { id, retiresAt }, { address: call.address }),
    retired: () => retireProduct(actor, { id }, { address: call.address }),
  }
  const isFirstOnOffer = (from === 'draft' && to !== 'draft') || (from === 'retired' && to === 'deprecated')
  if (isFirstOnOffer && to !== 'published') await moves.published?.()
  await moves[to]?.()
}
