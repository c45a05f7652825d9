import { z } from 'zod'
import { isKnownScope } from '@/lib/access/token-scopes'
import { idOf, instant, nameText } from '@/lib/contracts/fields'
import { listQuery, pageOf } from '@/lib/contracts/paging'

export const managementToken = z
  .object({
    id: idOf('token'),
    ownerId: idOf('user'),
    ownerName: z.string(),
    name: z.string(),
    prefix: z.string(),
    last4: z.string(),
    scopes: z.array(z.string()),
    state: z.enum(['active', 'expired', 'revoked']),
    createdAt: instant,
    expiresAt: instant,
    revokedAt: instant.nullable(),
    lastUsedAt: instant.nullable(),
  })
  .meta({ id: 'ManagementToken' })

/** A scope is `*`, `keys.*`, `*.read` or one action such as `keys.create`; rights end where the owner's end. */
export const managementTokenCreate = z
  .strictObject({
    name: nameText,
    scopes: z.array(z.string().refine(isKnownScope, 'is not a scope')).min(1, 'name at least one').max(100),
    /** At most a year ahead. */
    expiresAt: instant,
    /** A service account, by an admin; left out: yourself. */
    ownerId: idOf('user').optional(),
  })
  .meta({ id: 'ManagementTokenCreate' })

/** `token` is shown this once. A replay of the creation answers it as null and says so. */
export const managementTokenCreated = z
  .object({ ...managementToken.shape, token: z.string().nullable(), replayed: z.boolean() })
  .meta({ id: 'ManagementTokenCreated' })

export const managementTokenList = listQuery.extend({
  ownerId: idOf('user').optional(),
  state: z.enum(['active', 'expired', 'revoked']).optional(),
})
export const managementTokenPage = pageOf(managementToken, 'ManagementTokenPage')

export type ManagementToken = z.output<typeof managementToken>
export type ManagementTokenCreate = z.input<typeof managementTokenCreate>
export type ManagementTokenCreated = z.output<typeof managementTokenCreated>
