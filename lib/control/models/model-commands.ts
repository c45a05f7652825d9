import { Fault } from '@/lib/base/faults'
import { newUuid } from '@/lib/base/ids'
import { model, modelCreate, modelUpdate } from '@/lib/contracts/model'
import { deleted, empty } from '@/lib/contracts/paging'
import type { CommandContext } from '@/lib/control/context'
import { dbId, invalidField } from '@/lib/control/input'
import { modelOf } from '@/lib/control/models/model-queries'
import { modelInclude, modelView } from '@/lib/control/models/model-view'
import { command } from '@/lib/control/operation'
import { productsNaming } from '@/lib/control/products/naming-products'
import { requireVersion } from '@/lib/control/versions'

export const createModel = command(
  'models.create',
  { in: modelCreate, out: model, creates: true },
  async (context, { poolId, ...fields }) => {
    const pool = await knownPool(context, poolId)
    await requireFreeNames(context, fields.name, fields.aliases)
    const row = await context.db.model.create({
      data: { id: newUuid(), ...fields, poolId: pool, createdAt: context.now },
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
  async (context, { id, poolId, ...fields }) => {
    const row = await modelOf(context, id)
    const before = modelView(row, context)
    requireVersion(context, before)
    if (fields.aliases) await requireFreeNames(context, row.name, fields.aliases, id)
    const updated = await context.db.model.update({
      where: { id, version: row.version },
      data: { ...fields, ...(poolId ? { poolId: await knownPool(context, poolId) } : {}), version: { increment: 1 } },
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

/** A name callers write means one model. */
async function requireFreeNames(context: CommandContext, name: string, aliases: string[], id?: string): Promise<void> {
  await context.serialize()
  if (aliases.includes(name)) throw invalidField('aliases', `must not hold the model's own name, ${name}`)
  const names = [name, ...aliases]
  const other = await context.db.model.findFirst({
    where: { ...(id && { id: { not: id } }), OR: [{ name: { in: aliases } }, { aliases: { hasSome: names } }] },
    select: { name: true, aliases: true },
  })
  if (!other) return
  const taken = names.find((one) => one === other.name || other.aliases.includes(one)) ?? name
  throw invalidField(taken === name ? 'name' : 'aliases', `${taken} is a name of the model ${other.name}`)
}

async function knownPool({ db }: CommandContext, poolId: string): Promise<string> {
  const id = dbId('pool', poolId)
  if ((await db.pool.count({ where: { id } })) === 0) throw invalidField('poolId', 'is not a pool')
  return id
}
