/** A key may be for some of its product's models only. */
import type { Context } from '@/lib/control/context'
import { invalidField } from '@/lib/control/input'

/** Refuses a model the product does not have: a key that names it would be refused for it. */
export async function requireModels({ db }: Context, productId: string, models: readonly string[]): Promise<void> {
  if (models.length === 0) return
  const has = await db.productModel.findMany({ where: { productId }, select: { model: { select: { name: true } } } })
  const names = new Set(has.map(({ model }) => model.name))
  const missing = models.find((name) => !names.has(name))
  if (missing !== undefined) throw invalidField('models', `must be models of the product: it does not have ${missing}`)
}
