/** The settings of an installation. What is secret goes in and never comes out. */
import { z } from 'zod'
import { tenantRoles } from '@/lib/access/roles'
import { count, idOf, instant } from '@/lib/contracts/fields'

const hostName = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9.:[\]-]{1,253}$/, 'must be a host such as smtp.example.com')

export const mailSecurities = ['tls', 'starttls', 'none'] as const

/** The mail server, as it is shown. */
export const mailSettings = z
  .object({
    host: z.string().nullable(),
    port: z.int().nullable(),
    security: z.enum(mailSecurities),
    user: z.string().nullable(),
    from: z.string().nullable(),
    passwordSetAt: instant.nullable(),
    /** Set by SMTP_URL and MAIL_FROM: what is stored here does not count. */
    isFromEnvironment: z.boolean(),
    version: count,
  })
  .meta({ id: 'MailSettings' })

/** A new host clears the password, unless one comes with it. */
export const mailUpdate = z
  .strictObject({
    host: hostName.nullish(),
    port: z.int('must be a port').min(1).max(65_535).nullish(),
    /** `tls` from the start, `starttls` required, or none at all. */
    security: z.enum(mailSecurities).optional(),
    user: z.string().trim().max(200).nullish(),
    password: z.string().max(1000).nullish(),
    from: z
      .string()
      .trim()
      .max(254)
      .regex(/^[^\r\n]*@[^\r\n]+$/, 'must be an address such as Tollgate <tollgate@example.com>')
      .nullish(),
  })
  .meta({ id: 'MailUpdate' })

export type MailSettings = z.output<typeof mailSettings>
export type MailUpdate = z.input<typeof mailUpdate>

const slug = z.string().regex(/^[a-z][a-z0-9-]{1,30}$/, 'must be lower case letters, digits and dashes')
const https = z.url({ protocol: /^https?$/, error: 'must be a URL' }).max(500)

/** Secrets go over this way: none of them stands in the address, and all are encrypted unless they stay on this machine. */
const issuerUrl = https
  .refine((text) => !urlOf(text)?.username && !urlOf(text)?.password, 'must not contain a user or a password')
  .refine((text) => urlOf(text)?.protocol !== 'http:' || isLoopback(urlOf(text)), 'must be an https:// address')

function urlOf(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null
}

function isLoopback(url: URL | null): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(url?.hostname ?? '')
}

const groupRule = z.strictObject({
  /** As the claim has it: a name, or an object id for Entra ID. */
  group: z.string().trim().min(1, 'must not be empty').max(200),
  tenantId: idOf('tenant'),
  role: z.enum(tenantRoles),
})

const groupFields = {
  /** The claim that lists somebody's groups; null: groups count for nothing here. */
  groupsClaim: z
    .string()
    .trim()
    .regex(/^[\w:./-]{1,200}$/, 'must be the name of a claim such as groups')
    .nullable()
    .default(null),
  /** What a group gives. Who is in none of them, and was given nothing here, is not let in. */
  groupRules: z.array(groupRule).max(500, 'must be at most 500').default([]),
  /** Entra ID only: where to ask when somebody is in too many groups for the token; null: Microsoft Graph. */
  groupsUrl: https.nullable().default(null),
}

/** An OpenID provider. For Entra ID the issuer is made from the directory's id. */
const providerShape = {
  /** In the redirect address: /api/auth/callback/<id>. */
  id: slug,
  /** On the button: "Sign in with …". */
  name: z.string().trim().min(1, 'must not be empty').max(60),
  kind: z.enum(['entra', 'oidc']),
  issuer: https,
  clientId: z.string().trim().min(1, 'must not be empty').max(300),
  /**
   * Whether somebody's first sign-in is linked to the user of the same e-mail. Only for an issuer that proves e-mails: from then on
   * issuer and subject say who it is, never the e-mail.
   */
  linksByEmail: z.boolean().default(false),
  ...groupFields,
}

export const signInProvider = z
  .object({ ...providerShape, secretSetAt: instant.nullable(), redirectUrl: z.string(), isFromEnvironment: z.boolean() })
  .meta({ id: 'SignInProvider' })

export const signInSettings = z
  .object({ providers: z.array(signInProvider), allowsPasswords: z.boolean(), version: count })
  .meta({ id: 'SignInSettings' })

/** The providers as a whole. A secret left out stays as it is, unless the issuer's host changes. */
export const signInUpdate = z
  .strictObject({
    providers: z
      .array(
        z.strictObject({
          ...providerShape,
          issuer: issuerUrl,
          groupsUrl: issuerUrl.nullable().default(null),
          clientSecret: z.string().max(2000).optional(),
        }),
      )
      .max(10)
      .refine((list) => new Set(list.map(({ id }) => id)).size === list.length, 'name an id twice')
      .optional(),
    /** Off: only the providers let people in. Links made by an admin and the command line still set passwords. */
    allowsPasswords: z.boolean().optional(),
  })
  .meta({ id: 'SignInUpdate' })

export const announcementKinds = ['news', 'maintenance', 'incident'] as const

/** What developers see of whose portal it is. */
export const brandingSettings = z
  .object({
    name: z.string(),
    welcome: z.string(),
    supportUrl: z.string().nullable(),
    /** What developers have to know now: an incident, maintenance, news. Empty: nothing. */
    announcement: z.string(),
    announcementKind: z.enum(announcementKinds),
    /** Shown until then; null: until it is taken away. */
    announcementUntil: instant.nullable(),
    version: count,
  })
  .meta({ id: 'BrandingSettings' })

export const brandingUpdate = z
  .strictObject({
    name: z.string().trim().min(1, 'must not be empty').max(40, 'must have at most 40 characters').optional(),
    welcome: z.string().trim().max(1000).optional(),
    announcement: z.string().trim().max(1000).optional(),
    announcementKind: z.enum(announcementKinds).optional(),
    announcementUntil: instant.nullish(),
    supportUrl: z
      .string()
      .trim()
      .regex(/^(https?:\/\/|mailto:)\S+$/, 'must be an https:// or mailto: address')
      .max(300)
      .nullish(),
  })
  .meta({ id: 'BrandingUpdate' })

/** Months kept besides the running one; 0 keeps all. */
export const retentionSettings = z
  .object({
    keepRecordMonths: count,
    keepTraceMonths: count,
    /** What becomes of old records: detached, to be archived, or dropped. */
    expired: z.enum(['detach', 'drop']),
    version: count,
  })
  .meta({ id: 'RetentionSettings' })

export const retentionUpdate = z
  .strictObject({
    keepRecordMonths: z.int('must be a number').min(0).max(1200).optional(),
    keepTraceMonths: z.int('must be a number').min(0).max(1200).optional(),
    expired: z.enum(['detach', 'drop']).optional(),
  })
  .meta({ id: 'RetentionUpdate' })

const secretUse = z.object({ id: z.string(), isCurrent: z.boolean(), count })

/** Which secrets are in use, by the name each has; never one of them. */
export const secretUses = z
  .object({
    pepper: z.array(secretUse),
    encryption: z.array(secretUse),
    sessions: count,
  })
  .meta({ id: 'SecretUses' })

export type SignInProvider = z.output<typeof signInProvider>
export type SignInSettings = z.output<typeof signInSettings>
export type SignInUpdate = z.input<typeof signInUpdate>
export type BrandingSettings = z.output<typeof brandingSettings>
export type BrandingUpdate = z.input<typeof brandingUpdate>
export type RetentionSettings = z.output<typeof retentionSettings>
export type RetentionUpdate = z.input<typeof retentionUpdate>
export type SecretUses = z.output<typeof secretUses>
