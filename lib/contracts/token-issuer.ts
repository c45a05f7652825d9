/** Whose tokens the gateway takes from callers. */
import { z } from 'zod'
import { tokenAlgorithms } from '@/lib/contracts/enumerations'
import { count, idOf, instant, modelName, nameText, version } from '@/lib/contracts/fields'
import { listQuery, pageOf } from '@/lib/contracts/paging'

const text = z.string().trim().min(1, 'must not be empty').max(300, 'must have at most 300 characters')
const claimName = z.string().trim().min(1, 'must name a claim').max(200, 'must have at most 200 characters')

const address = z
  .url({ protocol: /^https?$/, error: 'must be an address such as https://login.example.com' })
  .max(500, 'must have at most 500 characters')

/** Of the values any must be there, or all of them. */
const requiredClaim = z
  .strictObject({
    claim: claimName,
    values: z.array(text).min(1, 'must name a value').max(50),
    match: z.enum(['any', 'all']).default('any'),
  })
  .meta({ id: 'RequiredClaim' })

/** Which subscription a caller uses: that of the first rule that fits. Without a claim it fits every caller. */
const callerRule = z
  .strictObject({
    claim: claimName.nullable().default(null),
    value: z.string().trim().max(300).default(''),
    subscriptionId: idOf('subscription'),
  })
  .refine(({ claim, value }) => claim === null || value !== '', { path: ['value'], message: 'must not be empty' })
  .meta({ id: 'CallerRule' })

/** Where there are such rules, a caller may use the models of those that fit, and no others. */
const modelRule = z
  .strictObject({ claim: claimName, value: text, models: z.array(modelName).min(1, 'must name a model').max(200) })
  .meta({ id: 'ModelRule' })

const given = {
  name: nameText,
  /** As tokens name it in `iss`. */
  issuer: address,
  /** Where its keys are; null: where its discovery document says. */
  keysUrl: address.nullish(),
  audiences: z.array(text).min(1, 'must name at least one').max(50),
  /** How its tokens may be signed. Shared secrets and unsigned tokens are never taken. */
  algorithms: z.array(z.enum(tokenAlgorithms)).min(1, 'must name at least one').optional(),
  /** Applications whose tokens are taken (azp, appid); none: any. */
  clientIds: z.array(text).max(500).optional(),
  requiredClaims: z.array(requiredClaim).max(50).optional(),
  callers: z.array(callerRule).max(1_000).optional(),
  modelRules: z.array(modelRule).max(200).optional(),
  /** Which claim says who the user is: `oid` of Entra ID, else `sub`. */
  userClaim: claimName.optional(),
  clockSkewSeconds: z.int('must be a whole number').min(0).max(300, 'must be at most 300').optional(),
  isEnabled: z.boolean().optional(),
}

export const tokenIssuerCreate = z.strictObject(given).meta({ id: 'TokenIssuerCreate' })

/** Whose tokens they are stays: that would be another issuer. */
export const tokenIssuerUpdate = z
  .strictObject({ ...given, name: given.name.optional(), audiences: given.audiences.optional() })
  .omit({ issuer: true })
  .meta({ id: 'TokenIssuerUpdate' })

export const tokenIssuer = z
  .object({
    id: idOf('issuer'),
    name: z.string(),
    issuer: z.string(),
    keysUrl: z.string().nullable(),
    audiences: z.array(z.string()),
    algorithms: z.array(z.enum(tokenAlgorithms)),
    clientIds: z.array(z.string()),
    requiredClaims: z.array(z.object({ claim: z.string(), values: z.array(z.string()), match: z.enum(['any', 'all']) })),
    callers: z.array(
      z.object({
        claim: z.string().nullable(),
        value: z.string(),
        subscriptionId: idOf('subscription'),
        /** Null where it is gone. */
        subscriptionName: z.string().nullable(),
        productName: z.string().nullable(),
        tenantName: z.string().nullable(),
      }),
    ),
    modelRules: z.array(z.object({ claim: z.string(), value: z.string(), models: z.array(z.string()) })),
    userClaim: z.string(),
    clockSkewSeconds: z.int(),
    isEnabled: z.boolean(),
    /** Callers its tokens have named so far. */
    userCount: count,
    version,
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'TokenIssuer' })

export const tokenIssuerList = listQuery.extend({ enabled: z.enum(['yes', 'no']).optional() })
export const tokenIssuerPage = pageOf(tokenIssuer, 'TokenIssuerPage')

/** What its address says now. */
export const tokenIssuerTest = z
  .object({ ok: z.boolean(), keys: count, algorithms: z.array(z.string()), message: z.string() })
  .meta({ id: 'TokenIssuerTest' })

/** A token to be looked at. It is kept nowhere. */
export const tokenCheck = z
  .strictObject({ token: z.string().trim().min(1, 'must not be empty').max(16_384, 'is longer than tokens are') })
  .meta({ id: 'TokenCheck' })

export const tokenChecked = z
  .object({
    accepted: z.boolean(),
    /** What the gateway would say, in a sentence. */
    message: z.string(),
    issuer: z.string().nullable(),
    issuerName: z.string().nullable(),
    user: z.string().nullable(),
    clientId: z.string().nullable(),
    audiences: z.array(z.string()),
    expiresAt: instant.nullable(),
    subscriptions: z.array(
      z.object({
        id: idOf('subscription'),
        name: z.string(),
        productName: z.string(),
        tenantName: z.string(),
        /** What its product asks callers to bring. */
        accepts: z.string(),
      }),
    ),
    /** The models its claims allow; null: claims do not decide that. */
    models: z.array(z.string()).nullable(),
    /** Names only of what it says; values of those the rules look at. */
    claims: z.array(z.object({ name: z.string(), values: z.array(z.string()).nullable() })),
  })
  .meta({ id: 'TokenChecked' })

export type TokenIssuer = z.output<typeof tokenIssuer>
export type TokenIssuerCreate = z.input<typeof tokenIssuerCreate>
export type TokenIssuerUpdate = z.input<typeof tokenIssuerUpdate>
export type TokenIssuerTest = z.output<typeof tokenIssuerTest>
export type TokenChecked = z.output<typeof tokenChecked>
