import { toPublicId } from '@/lib/base/ids'
import type { Key } from '@/lib/contracts/key'
import type { Prisma } from '@/lib/control/database'
import { iso, isoOrNull } from '@/lib/control/iso'

export const keyInclude = {
  subscription: {
    select: {
      name: true,
      tenantId: true,
      productId: true,
      tenant: { select: { name: true } },
      product: { select: { name: true } },
    },
  },
} satisfies Prisma.KeyInclude

export type KeyRow = Prisma.KeyGetPayload<{ include: typeof keyInclude }>

/** A key as the API shows it: enough to know it again, nothing to use it with. */
export function keyView(row: KeyRow, now: Date): Key {
  return {
    id: toPublicId('key', row.id),
    subscriptionId: toPublicId('subscription', row.subscriptionId),
    subscriptionName: row.subscription.name,
    tenantId: toPublicId('tenant', row.subscription.tenantId),
    tenantName: row.subscription.tenant.name,
    productId: toPublicId('product', row.subscription.productId),
    productName: row.subscription.product.name,
    slot: row.slot,
    name: row.name,
    prefix: row.prefix,
    last4: row.last4,
    state: row.revokedAt ? 'revoked' : row.expiresAt && row.expiresAt <= now ? 'expired' : 'active',
    cidrs: row.cidrs,
    certificates: row.certificates,
    models: row.models,
    createdBy: row.createdBy && toPublicId('user', row.createdBy),
    createdAt: iso(row.createdAt),
    expiresAt: isoOrNull(row.expiresAt),
    revokedAt: isoOrNull(row.revokedAt),
    lastUsedAt: isoOrNull(row.lastUsedAt),
    rotateEveryDays: row.rotateEveryDays,
    rotationGraceDays: row.rotationGraceDays,
    rotateAt: isoOrNull(row.rotateAt),
    replacedById: row.replacedById && toPublicId('key', row.replacedById),
    version: row.version,
  }
}

/** Those people hold: the playground's come and go by themselves. */
export const heldKeys = { isPlayground: false } satisfies Prisma.KeyWhereInput

/** Keys in a state at an instant; whether one has expired is for the clock to say. */
export function keyStateWhere(state: Key['state'], now: Date): Prisma.KeyWhereInput {
  if (state === 'revoked') return { revokedAt: { not: null } }
  if (state === 'expired') return { revokedAt: null, expiresAt: { lte: now } }
  return { revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] }
}
