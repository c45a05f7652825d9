/** One-time links: first set-up, an invitation, a password reset. The token is the proof; no session is needed. */
import { z } from 'zod'
import { platformRoles, tenantRoles } from '@/lib/access/roles'
import { emailText, instant, nameText, passwordText } from '@/lib/contracts/fields'

export const linkKinds = ['setup', 'invitation', 'reset'] as const

const token = z.string().min(1).max(200)

export const linkInspect = z.strictObject({ token }).meta({ id: 'LinkInspect' })

export const link = z
  .object({
    kind: z.enum(linkKinds),
    /** Null: the holder chooses it (set-up). */
    email: z.string().nullable(),
    /** The name is asked only of people who have no account yet. */
    needsName: z.boolean(),
    tenantName: z.string().nullable(),
    role: z.enum(tenantRoles).nullable(),
    platformRole: z.enum(platformRoles).nullable(),
    expiresAt: instant,
  })
  .meta({ id: 'Link' })

export const linkAccept = z
  .strictObject({ token, email: emailText.optional(), name: nameText.optional(), password: passwordText })
  .meta({ id: 'LinkAccept' })

export const linkAccepted = z.object({ email: z.string() }).meta({ id: 'LinkAccepted' })

export type Link = z.output<typeof link>
export type LinkAccept = z.input<typeof linkAccept>
