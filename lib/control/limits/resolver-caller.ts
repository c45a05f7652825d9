/** Whom the resolver is asked about: a key says its subscription, a subscription its tenant and product. */
import type { z } from 'zod'
import { Fault } from '@/lib/base/faults'
import type { limitResolverQuery } from '@/lib/contracts/limit-resolver'
import type { Context } from '@/lib/control/context'
import { dbIdOf, invalidField } from '@/lib/control/input'
import { type Reach, reachOf } from '@/lib/control/limits/reach'
import { denialOf } from '@/lib/policy/key-access'
import type { CallerQuestion } from '@/lib/policy/limits/may-apply'

export type Caller = {
  question: CallerQuestion
  /** The tenant and those above it, by id. */
  tenantNames: Map<string, string>
  words: string
  obstacles: string[]
  reach: Reach
}

export async function callerOf(context: Context, asked: z.output<typeof limitResolverQuery>): Promise<Caller> {
  const { db, scope, now } = context
  const keyId = dbIdOf('key', asked.keyId) ?? null
  const key = keyId ? await db.key.findFirst({ where: { AND: [{ id: keyId }, scope.ofSubscription] } }) : null
  if (keyId && !key) throw notThere('key')
  const subscriptionId = dbIdOf('subscription', asked.subscriptionId) ?? (key ? key.subscriptionId : null)
  const subscription = subscriptionId
    ? await db.subscription.findFirst({ where: { AND: [{ id: subscriptionId }, scope.ofTenant] } })
    : null
  if (subscriptionId && !subscription) throw notThere('subscription')
  if (key && key.subscriptionId !== subscriptionId) throw invalidField('keyId', 'is of another subscription')
  const tenantId = dbIdOf('tenant', asked.tenantId) ?? (subscription ? subscription.tenantId : null)
  if (!tenantId) throw invalidField('tenantId', 'is missing')
  if (subscription && subscription.tenantId !== tenantId) throw invalidField('subscriptionId', 'is of another tenant')
  const tenantNames = await lineageOf(context, tenantId)
  const productId = dbIdOf('product', asked.productId) ?? (subscription ? subscription.productId : null)
  const product = productId
    ? await db.product.findUnique({ where: { id: productId }, include: { models: { include: { model: true } } } })
    : null
  if (productId && !product) throw notThere('product')
  const model = asked.model ?? null
  const obstacles: string[] = []
  if (key?.revokedAt) obstacles.push('The key was revoked.')
  if (key && subscription && product && !key.revokedAt) {
    const denial = denialOf(
      {
        expiresAtMs: key.expiresAt?.getTime() ?? null,
        subscription: { state: subscription.state, expiresAtMs: subscription.expiresAt?.getTime() ?? null },
        product: { state: product.state, retiresAtMs: product.retiresAt?.getTime() ?? null },
      },
      now.getTime(),
    )
    if (denial) obstacles.push(denials[denial])
  } else if (subscription && subscription.state !== 'active') obstacles.push(denials.subscription_inactive)
  else if (product && product.state !== 'published' && product.state !== 'deprecated') obstacles.push(denials.product_unavailable)
  if (model && product && !product.models.some((one) => one.model.name === model))
    obstacles.push(`The product ${product.name} does not include the model ${model}.`)
  const words = [
    `tenant ${tenantNames.get(tenantId) ?? ''}`,
    product && `product ${product.name}`,
    subscription && `subscription ${subscription.name}`,
    key && `key ${key.prefix}…${key.last4}`,
    model && `model ${model}`,
  ]
  return {
    question: {
      tenantIds: [...tenantNames.keys()],
      productId,
      subscriptionId,
      keyId,
      userId: dbIdOf('user', asked.userId) ?? (key ? key.createdBy : null),
      model,
    },
    tenantNames,
    words: words.filter(Boolean).join(', '),
    obstacles,
    reach: await reachOf(db, [tenantId]),
  }
}

/** The tenant first, then those above it. */
async function lineageOf({ db, scope }: Context, tenantId: string): Promise<Map<string, string>> {
  const names = new Map<string, string>()
  const own = await db.tenant.findFirst({ where: { AND: [{ id: tenantId }, scope.tenants] } })
  if (!own) throw notThere('tenant')
  for (let next: typeof own | null = own; next && !names.has(next.id); ) {
    names.set(next.id, next.name)
    next = next.parentId ? await db.tenant.findUnique({ where: { id: next.parentId } }) : null
  }
  return names
}

function notThere(noun: string): Fault {
  return new Fault('resource.not_found', { public: `There is no such ${noun}.` })
}

const denials = {
  key_expired: 'The key has expired.',
  subscription_inactive: 'The subscription is not active.',
  subscription_expired: 'The subscription has expired.',
  product_unavailable: 'The product is not published.',
} as const
