/** A sign-in provider as its form holds it. */
import { z } from 'zod'
import { tenantRoles } from '@/lib/access/roles'

const text = z.string().trim().min(1, 'must not be empty')
export const providerDraft = z.object({
  id: z.string().regex(/^[a-z][a-z0-9-]{1,30}$/, 'must be lower case letters, digits and dashes'),
  name: text.max(60),
  kind: z.enum(['entra', 'oidc']),
  /** The directory's id for Entra ID, else the issuer's address. */
  issuer: text,
  clientId: text,
  clientSecret: z.string().nullish(),
  linksByEmail: z.boolean(),
  groupsClaim: z.string().trim().max(200).nullish(),
  groupRules: z
    .array(z.object({ group: text.max(200), tenantId: z.string().min(1, 'choose a tenant'), role: z.enum(tenantRoles) }))
    .max(500),
})

export type ProviderDraft = z.output<typeof providerDraft>
