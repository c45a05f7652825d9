/** Invitations that nobody has taken up yet. The link itself was shown once, when it was made. */
import { z } from 'zod'
import { tenantRoles } from '@/lib/access/roles'
import { idOf, instant } from '@/lib/contracts/fields'
import { listQuery, pageOf } from '@/lib/contracts/paging'

export const invitation = z
  .object({
    id: idOf('link'),
    tenantId: idOf('tenant'),
    email: z.string(),
    role: z.enum(tenantRoles),
    createdAt: instant,
    expiresAt: instant,
    hasExpired: z.boolean(),
  })
  .meta({ id: 'Invitation' })

export const invitationList = listQuery.omit({ sort: true })
export const invitationPage = pageOf(invitation, 'InvitationPage')

export type Invitation = z.output<typeof invitation>
