import { z } from 'zod'
import { platformRoles, tenantRoles } from '@/lib/access/roles'
import { count, emailText, idOf, instant, nameText, passwordText, version } from '@/lib/contracts/fields'
import { listQuery, pageOf } from '@/lib/contracts/paging'

export const user = z
  .object({
    id: idOf('user'),
    kind: z.enum(['person', 'service']),
    email: z.string(),
    name: z.string(),
    platformRole: z.enum(platformRoles).nullable(),
    memberships: z.array(z.object({ tenantId: idOf('tenant'), tenantName: z.string(), role: z.enum(tenantRoles) })),
    hasPassword: z.boolean(),
    lastSeenAt: instant.nullable(),
    disabledAt: instant.nullable(),
    version,
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'User' })

export const userCreate = z
  .strictObject({
    kind: z.enum(['person', 'service']).default('person'),
    email: emailText,
    name: nameText,
    platformRole: z.enum(platformRoles).nullish(),
    memberships: z
      .array(z.strictObject({ tenantId: idOf('tenant'), role: z.enum(tenantRoles) }))
      .max(100)
      .default([]),
    /** Left out: a person gets a link with which they set it. */
    password: passwordText.optional(),
  })
  .meta({ id: 'UserCreate' })

/** A link that works once. `url` is null where the answer is a replay: the link was shown the first time only. */
export const oneTimeLink = z.object({ url: z.string().nullable(), expiresAt: instant }).meta({ id: 'OneTimeLink' })

export const userCreated = z.object({ ...user.shape, link: oneTimeLink.nullable() }).meta({ id: 'UserCreated' })

export const userUpdate = z
  .strictObject({
    name: nameText.optional(),
    platformRole: z.enum(platformRoles).nullish(),
    disabled: z.boolean().optional(),
  })
  .meta({ id: 'UserUpdate' })

export const userList = listQuery.extend({
  kind: z.enum(['person', 'service']).optional(),
  platformRole: z.enum(platformRoles).optional(),
  tenantId: idOf('tenant').optional(),
  disabled: z.enum(['true', 'false']).optional(),
})

export const userSummary = z
  .object({ people: count, services: count, admins: count, disabled: count })
  .meta({ id: 'UserSummary' })

export const userPage = pageOf(user, 'UserPage')

export type User = z.output<typeof user>
export type UserCreate = z.input<typeof userCreate>
export type UserUpdate = z.input<typeof userUpdate>
