import { z } from 'zod'
import { count, idOf, instant } from '@/lib/contracts/fields'
import { listQuery, pageOf } from '@/lib/contracts/paging'

export const keySlots = ['primary', 'secondary'] as const

const cidr = z.union([z.cidrv4(), z.cidrv6(), z.ipv4(), z.ipv6()], 'must be a network such as 10.0.0.0/8')

export const key = z
  .object({
    id: idOf('key'),
    subscriptionId: idOf('subscription'),
    subscriptionName: z.string(),
    tenantId: idOf('tenant'),
    slot: z.enum(keySlots),
    name: z.string(),
    prefix: z.string(),
    last4: z.string(),
    state: z.enum(['active', 'expired', 'revoked']),
    cidrs: z.array(z.string()),
    createdBy: idOf('user').nullable(),
    createdAt: instant,
    expiresAt: instant.nullable(),
    revokedAt: instant.nullable(),
    lastUsedAt: instant.nullable(),
  })
  .meta({ id: 'Key' })

export const keyCreate = z
  .strictObject({
    slot: z.enum(keySlots),
    name: z.string().trim().max(120).default(''),
    expiresAt: instant.nullish(),
    cidrs: z.array(cidr).max(50).default([]),
  })
  .meta({ id: 'KeyCreate' })

/** `key` is shown this once. A replay of the creation answers it as null and says so. */
export const keyCreated = z.object({ ...key.shape, key: z.string().nullable(), replayed: z.boolean() }).meta({ id: 'KeyCreated' })

/** The old secret stays valid for the grace, so that callers can be moved over. */
export const keyRotate = z
  .strictObject({
    graceSeconds: z
      .int()
      .min(0)
      .max(30 * 86_400, 'must be at most 30 days')
      .default(86_400),
  })
  .meta({ id: 'KeyRotate' })

/** What stops working when the key goes. */
export const keyImpact = z
  .object({ callsLastHour: count, callsLastDay: count, lastUsedAt: instant.nullable() })
  .meta({ id: 'KeyImpact' })

export const keyRevoked = z.object({ ...key.shape, impact: keyImpact }).meta({ id: 'KeyRevoked' })

export const keyList = listQuery.extend({
  tenantId: idOf('tenant').optional(),
  subscriptionId: idOf('subscription').optional(),
  state: z.enum(['active', 'expired', 'revoked']).optional(),
})
export const keyPage = pageOf(key, 'KeyPage')

export type Key = z.output<typeof key>
export type KeyCreate = z.input<typeof keyCreate>
export type KeyCreated = z.output<typeof keyCreated>
export type KeyImpact = z.output<typeof keyImpact>
