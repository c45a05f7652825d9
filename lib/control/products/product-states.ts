/**
 * A product's life: draft, published, deprecated (no new subscriptions, with or without a date), retired (no calls). Whoever
 * subscribed hears of an end, of its date, and of its being put off. It can be published again.
 */
import { Fault } from '@/lib/base/faults'
import { empty } from '@/lib/contracts/paging'
import { type Product, product, productDeprecate, productRetire } from '@/lib/contracts/product'
import type { CommandContext } from '@/lib/control/context'
import { invalidField } from '@/lib/control/input'
import { command } from '@/lib/control/operation'
import { productOf } from '@/lib/control/products/product-queries'
import { productInclude, productView } from '@/lib/control/products/product-view'
import { tellSubscribers } from '@/lib/control/products/tell-subscribers'
import { requireVersion } from '@/lib/control/versions'

const path = { id: 'product' } as const

/** On offer, now. An end that was announced is off. */
export const publishProduct = command('products.publish', { path, in: empty, out: product }, async (context, { id }) => {
  const row = await productOf(context, id)
  if (row.models.length === 0) {
    throw new Fault('resource.wrong_state', { public: 'The product has no models. Add one before you publish it.' })
  }
  return move(context, row, ['draft', 'deprecated', 'retired'], {
    state: 'published',
    publishedAt: context.now,
    deprecatedAt: null,
    retiresAt: null,
    retirementNote: '',
  })
})

/** No new subscriptions. With a date it stops answering then; sent again it changes the date. */
export const deprecateProduct = command(
  'products.publish',
  { path, in: productDeprecate, out: product },
  async (context, { id, retiresAt, note }) => {
    const row = await productOf(context, id)
    const at = retiresAt ? new Date(retiresAt) : null
    if (at && at <= context.now) throw invalidField('retiresAt', 'must be in the future')
    return move(context, row, ['published', 'deprecated'], {
      state: 'deprecated',
      deprecatedAt: row.state === 'deprecated' ? row.deprecatedAt : context.now,
      retiresAt: retiresAt === undefined ? row.retiresAt : at,
      retirementNote: note ?? row.retirementNote,
    })
  },
)

/** No calls any more: now, or from a date on. */
export const retireProduct = command(
  'products.publish',
  { path, in: productRetire, out: product },
  async (context, { id, at, note }) => {
    const row = await productOf(context, id)
    const retiresAt = at ? new Date(at) : context.now
    if (retiresAt < context.now) throw invalidField('at', 'must not be in the past')
    const isNow = retiresAt <= context.now
    return move(context, row, ['published', 'deprecated'], {
      state: isNow ? 'retired' : 'deprecated',
      deprecatedAt: row.deprecatedAt ?? context.now,
      retiresAt,
      retirementNote: note ?? row.retirementNote,
    })
  },
)

type Row = Awaited<ReturnType<typeof productOf>>
type Life = Partial<Pick<Row, 'state' | 'publishedAt' | 'deprecatedAt' | 'retiresAt' | 'retirementNote'>> & Pick<Row, 'state'>

async function move(context: CommandContext, row: Row, from: Product['state'][], life: Life): Promise<Product> {
  const { db, now } = context
  const before = productView(row, now)
  requireVersion(context, before)
  const isSame = Object.entries(life).every(([name, value]) => name === 'publishedAt' || same(row[name as keyof Row], value))
  if (isSame) return before
  if (before.state === life.state && life.state !== 'deprecated') return before
  if (!from.includes(before.state)) {
    throw new Fault('resource.wrong_state', {
      public: `The product is ${before.state}; only a ${from.join(' or ')} one can become ${life.state}.`,
    })
  }
  const updated = await db.product.update({
    where: { id: row.id, version: row.version },
    data: { ...life, version: { increment: 1 } },
    include: productInclude,
  })
  const after = productView(updated, now)
  await tellSubscribers(context, before, after)
  context.record({ noun: 'product', id: row.id, before, after })
  return after
}

function same(one: unknown, other: unknown): boolean {
  return one instanceof Date && other instanceof Date ? one.getTime() === other.getTime() : one === other
}
