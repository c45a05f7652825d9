/** Members of a tenant: a user with a role there. */
import { z } from 'zod'
import { tenantRoles } from '@/lib/access/roles'
import { count, emailText, idOf, instant, nameText } from '@/lib/contracts/fields'
import { listQuery, pageOf } from '@/lib/contracts/paging'
import { oneTimeLink } from '@/lib/contracts/user'

export const member = z
  .object({
    tenantId: idOf('tenant'),
    userId: idOf('user'),
    name: z.string(),
    email: z.string(),
    role: z.enum(tenantRoles),
    disabled: z.boolean(),
    kind: z.enum(['person', 'service']),
    /** The sign-in provider whose groups gave it; null: somebody gave it here. */
    provider: z.string().nullable(),
    /** Valid keys of this tenant that they issued, and how many of those were used in the last hour. */
    keyCount: count,
    keysUsedLately: count,
    createdAt: instant,
  })
  .meta({ id: 'Member' })

export const memberCreate = z.strictObject({ email: emailText, role: z.enum(tenantRoles) }).meta({ id: 'MemberCreate' })

/** Somebody with an account is a member at once; anybody else gets an invitation. */
export const memberCreated = z
  .object({ member: member.nullable(), invitation: oneTimeLink.nullable() })
  .meta({ id: 'MemberCreated' })

/** For scripts: it cannot sign in, and what it may do is its role here. */
export const serviceAccountCreate = z
  .strictObject({ name: nameText, role: z.enum(tenantRoles).default('developer') })
  .meta({ id: 'ServiceAccountCreate' })

export const memberUpdate = z.strictObject({ role: z.enum(tenantRoles) }).meta({ id: 'MemberUpdate' })

export const memberList = listQuery
export const memberPage = pageOf(member, 'MemberPage')

export type Member = z.output<typeof member>
export type ServiceAccountCreate = z.input<typeof serviceAccountCreate>
export type MemberCreate = z.input<typeof memberCreate>
