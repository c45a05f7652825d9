/** The settings of an installation. What is secret goes in and never comes out. */
import { z } from 'zod'
import { count, instant } from '@/lib/contracts/fields'

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
