/** Where a new limit applies: checked to exist, to fit together, and to be the actor's to limit. */
import type { z } from 'zod'
import { Fault } from '@/lib/base/faults'
import type { limitCreate } from '@/lib/contracts/limit'
import type { Context } from '@/lib/control/context'
import { dbIdOf, invalidField } from '@/lib/control/input'

type ScopeIn = z.output<typeof limitCreate>['scope']

export type CheckedScope = {
  tenantId: string | null
  productId: string | null
  subscriptionId: string | null
  keyId: string | null
  userId: string | null
  model: string | null
  /** The one tenant it can meet, where there is only one. */
  ownerTenant: { id: string; currency: string } | null
}

/** The scope in database ids. For a tenant's owner it must lie within the own tenants; elsewhere is "not there". */
export async function checkedScope(context: Pick<Context, 'db' | 'scope'>, scope: ScopeIn): Promise<CheckedScope> {
  const { db } = context
  const ids = {
    tenantId: dbIdOf('tenant', scope.tenantId) ?? null,
    productId: dbIdOf('product', scope.productId) ?? null,
    subscriptionId: dbIdOf('subscription', scope.subscriptionId) ?? null,
    keyId: dbIdOf('key', scope.keyId) ?? null,
    userId: dbIdOf('user', scope.userId) ?? null,
    model: scope.model ?? null,
  }
  const key = ids.keyId ? await db.key.findFirst({ where: { AND: [{ id: ids.keyId }, context.scope.ofSubscription] } }) : null
  if (ids.keyId && !key) throw notThere('scope.keyId', 'key')
  const subscriptionId = ids.subscriptionId ?? key?.subscriptionId
  const subscription = subscriptionId
    ? await db.subscription.findFirst({ where: { AND: [{ id: subscriptionId }, context.scope.ofTenant] } })
    : null
  if (subscriptionId && !subscription) throw notThere('scope.subscriptionId', 'subscription')
  const tenantId = ids.tenantId ?? subscription?.tenantId
  const tenant = tenantId ? await db.tenant.findFirst({ where: { AND: [{ id: tenantId }, context.scope.tenants] } }) : null
  if (tenantId && !tenant) throw notThere('scope.tenantId', 'tenant')
  if (!tenant && context.scope.tenantIds !== null) {
    throw new Fault('access.denied', { public: 'An owner sets limits for the own tenant: name it in scope.tenantId.' })
  }
  if (ids.productId && (await db.product.count({ where: { id: ids.productId } })) === 0)
    throw notThere('scope.productId', 'product')
  if (ids.userId && (await db.user.count({ where: { id: ids.userId } })) === 0) throw notThere('scope.userId', 'user')
  if (ids.model && (await db.model.count({ where: { name: ids.model } })) === 0) throw notThere('scope.model', 'model')
  const misfit =
    (key && ids.subscriptionId && key.subscriptionId !== ids.subscriptionId) ||
    (subscription && ids.productId && subscription.productId !== ids.productId)
  if (misfit) throw invalidField('scope', 'names things that never meet in one call')
  return { ...ids, ownerTenant: tenant && { id: tenant.id, currency: tenant.currency } }
}

/** What it counts by where nothing was said: the narrowest thing the scope names. */
export function defaultCountBy(scope: CheckedScope): string {
  if (scope.keyId) return 'key'
  if (scope.userId) return 'user'
  if (scope.subscriptionId) return 'subscription'
  if (scope.tenantId) return 'tenant'
  if (scope.productId) return 'product'
  return 'platform'
}

function notThere(path: string, noun: string): Fault {
  return invalidField(path, `is not a ${noun}`)
}
