/** A sign-in provider as its form holds it. */
import { z } from 'zod'

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
})

export type ProviderDraft = z.output<typeof providerDraft>
