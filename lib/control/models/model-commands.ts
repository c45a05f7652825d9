import { Fault } from '@/lib/base/faults'
import { newUuid } from '@/lib/base/ids'
import { model, modelCreate, modelUpdate } from '@/lib/contracts/model'
import { deleted, empty } from '@/lib/contracts/paging'
import type { CommandContext } from '@/lib/control/context'
import { dbId, invalidField } from '@/lib/control/input'
import { requireFreeNames } from '@/lib/control/models/free-names'
import { modelOf } from '@/lib/control/models/model-queries'
import { modelInclude, modelView } from '@/lib/control/models/model-view'
import { command } from '@/lib/control/operation'
import { productsNaming } from '@/lib/control/products/naming-products'
import { requireVersion } from '@/lib/control/versions'

export const createModel = command(
  'models.create',
  { in: modelCreate, out: model, creates: true },
  async (context, { poolId, service, ...fields }) => {
    requireKind(fields.capabilities, service ?? null)
    const pool = await knownPool(context, poolId)
    await requireFreeNames(context, fields.name, fields.aliases)
    const row = await context.db.model.create({
      data: { id: newUuid(), ...fields, poolId: pool, createdAt: context.now, ...(service ? { service } : {}) },
      include: modelInclude(context),
    })
    const after = modelView(row, context)
    context.record({ noun: 'model', id: row.id, after })
    return after
  },
)

export const updateModel = command(
  'models.update',
  { path: { id: 'model' }, in: modelUpdate, out: model, versioned: true },
  async (context, { id, poolId, service, ...fields }) => {
    const row = await modelOf(context, id)
    const before = modelView(row, context)
    requireVersion(context, before)
    requireKind(fields.capabilities ?? before.capabilities, service === undefined ? before.service : service)
    if (fields.aliases) await requireFreeNames(context, row.name, fields.aliases, id)
    const updated = await context.db.model.update({
      where: { id, version: row.version },
      data: {
        ...fields,
        ...(service ? { service } : {}),
        ...(poolId ? { poolId: await knownPool(context, poolId) } : {}),
        version: { increment: 1 },
      },
      include: modelInclude(context),
    })
    const after = modelView(updated, context)
    context.record({ noun: 'model', id, before, after })
    return after
  },
)

export const deleteModel = command(
  'models.delete',
  { path: { id: 'model' }, in: empty, out: deleted, versioned: true },
  async (context, { id }) => {
    const row = await modelOf(context, id)
    const before = modelView(row, context)
    requireVersion(context, before)
    if (before.products.length > 0) {
      const names = before.products.map((product) => product.name).join(', ')
      throw new Fault('resource.in_use', { public: `The model is in these products: ${names}. Take it out of them first.` })
    }
    const fallbackOf = await context.db.pool.findMany({
      where: { routing: { path: ['lastResort', 'model'], equals: before.name } },
      select: { name: true },
    })
    if (fallbackOf.length > 0) {
      const names = fallbackOf.map((pool) => pool.name).join(', ')
      throw new Fault('resource.in_use', { public: `These pools fall back on the model: ${names}. Change them first.` })
    }
    const naming = await productsNaming(context, before.name)
    if (naming.length > 0) {
      throw new Fault('resource.in_use', {
        public: `Routes or the cache of these products name the model: ${naming.join(', ')}. Change them first.`,
      })
    }
    await context.db.model.delete({ where: { id, version: row.version } })
    context.record({ noun: 'model', id, before })
    return { deleted: true as const }
  },
)

/** A service answers nothing but its own operations, and nothing else has any. */
function requireKind(capabilities: readonly string[], service: unknown): void {
  const isService = capabilities.includes('service')
  if (isService && (capabilities.length > 1 || !service))
    throw invalidField('capabilities', 'service stands alone, for what has operations of its own: import an API to make one')
  if (!isService && service) throw invalidField('capabilities', 'must be service alone where there are operations')
}

async function knownPool({ db }: CommandContext, poolId: string): Promise<string> {
  const id = dbId('pool', poolId)
  if ((await db.pool.count({ where: { id } })) === 0) throw invalidField('poolId', 'is not a pool')
  return id
}
