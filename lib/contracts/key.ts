import { z } from 'zod'
import { count, idOf, instant, modelName, version } from '@/lib/contracts/fields'
import { listQuery, pageOf } from '@/lib/contracts/paging'

export const keySlots = ['primary', 'secondary'] as const

const network = z.union([z.cidrv4(), z.cidrv6(), z.ipv4(), z.ipv6()])

/** Said in one sentence, not in one for each of the four it could have been. */
const cidr = z.string().refine((text) => network.safeParse(text).success, 'must be a network such as 10.0.0.0/8')

export const key = z
  .object({
    id: idOf('key'),
    subscriptionId: idOf('subscription'),
    subscriptionName: z.string(),
    tenantId: idOf('tenant'),
    tenantName: z.string(),
    productId: idOf('product'),
    productName: z.string(),
    slot: z.enum(keySlots),
    name: z.string(),
    prefix: z.string(),
    last4: z.string(),
    state: z.enum(['active', 'expired', 'revoked']),
    cidrs: z.array(z.string()),
    /** SHA-256 thumbprints of client certificates it may be used with; empty: none is asked for. */
    certificates: z.array(z.string()),
    /** The models of its product it may call; empty: all of them. */
    models: z.array(z.string()),
    createdBy: idOf('user').nullable(),
    createdAt: instant,
    expiresAt: instant.nullable(),
    revokedAt: instant.nullable(),
    lastUsedAt: instant.nullable(),
    /** It has to be rotated so often; null: as its holder likes. */
    rotateEveryDays: z.int().nullable(),
    /** How long it goes on after that date. */
    rotationGraceDays: z.int(),
    /** When the next rotation is due; without one it ends after the grace. */
    rotateAt: instant.nullable(),
    /** The key that replaced it: this one only lives out its grace. */
    replacedById: idOf('key').nullable(),
    version,
  })
  .meta({ id: 'Key' })

const cidrs = z.array(cidr).max(50, 'must be at most 50')
/** 64 hex digits, with colons or without. */
const certificates = z
  .array(
    z
      .string()
      .transform((text) => text.replaceAll(':', '').trim().toLowerCase())
      .refine((text) => /^[0-9a-f]{64}$/.test(text), 'must be SHA-256 thumbprints (64 hex digits)'),
  )
  .max(20, 'must be at most 20')
const models = z.array(modelName).max(200)
const keyName = z.string().trim().max(120, 'must have at most 120 characters')
const rotateEveryDays = z.int().min(1, 'must be at least a day').max(730, 'must be at most two years')
const rotationGraceDays = z.int().min(0).max(30, 'must be at most 30 days')

export const keyCreate = z
  .strictObject({
    slot: z.enum(keySlots),
    name: keyName.default(''),
    expiresAt: instant.nullish(),
    cidrs: cidrs.default([]),
    certificates: certificates.default([]),
    models: models.default([]),
    rotateEveryDays: rotateEveryDays.nullish(),
    rotationGraceDays: rotationGraceDays.default(1),
  })
  .meta({ id: 'KeyCreate' })

export const keyUpdate = z
  .strictObject({
    name: keyName.optional(),
    expiresAt: instant.nullish(),
    cidrs: cidrs.optional(),
    certificates: certificates.optional(),
    models: models.optional(),
    rotateEveryDays: rotateEveryDays.nullish(),
    rotationGraceDays: rotationGraceDays.optional(),
  })
  .meta({ id: 'KeyUpdate' })

/** `key` is shown this once. A replay of the creation answers it as null and says so. */
export const keyCreated = z.object({ ...key.shape, key: z.string().nullable(), replayed: z.boolean() }).meta({ id: 'KeyCreated' })

/** The old secret stays valid for the grace, so that callers can be moved over. */
export const keyRotate = z
  .strictObject({
    graceSeconds: z
      .int()
      .min(0)
      .max(30 * 86_400, 'must be at most 30 days')
      .default(86_400),
    /** The old key lives until then, at most 30 days on; instead of graceSeconds. */
    oldKeyUntil: instant.optional(),
  })
  .meta({ id: 'KeyRotate' })

/** A key for ten minutes of the playground: in no slot, and among no list of keys. */
export const playgroundKey = z.object({ id: idOf('key'), key: z.string(), expiresAt: instant }).meta({ id: 'PlaygroundKey' })

/** What stops working when the key goes. */
export const keyImpact = z
  .object({ callsLastHour: count, callsLastDay: count, lastUsedAt: instant.nullable() })
  .meta({ id: 'KeyImpact' })

/** One of the two keys of a rotation, and the calls it made within the time that is watched. */
const keyTraffic = z.object({ key, calls: count, lastUsedAt: instant.nullable() })

/** How long the old key must have been silent before it is offered to be retired. */
export const keyRotationQuery = z.strictObject({
  quietSeconds: z.coerce
    .number('must be a number')
    .int()
    .min(10, 'must be at least 10 seconds')
    .max(86_400, 'must be at most a day')
    .default(300),
})

/** Where the traffic of a rotation is. `old` is null where the key has replaced none. */
export const keyRotation = z
  .object({
    quietSeconds: count,
    next: keyTraffic,
    old: keyTraffic.nullable(),
    /** none: nothing to retire · waiting: no caller has the new key yet · moving: the old one is still used · quiet: retire it · over: it works no more */
    stage: z.enum(['none', 'waiting', 'moving', 'quiet', 'over']),
    /** From when on the old key counts as silent, if nobody uses it again. */
    quietAt: instant.nullable(),
  })
  .meta({ id: 'KeyRotation' })

export const keyRevoked = z.object({ ...key.shape, impact: keyImpact }).meta({ id: 'KeyRevoked' })

/** How many keys live, end or are due within a month, and have not been used for a quarter. */
export const keySummary = z.object({ active: count, endingSoon: count, unused: count }).meta({ id: 'KeySummary' })

export const keyList = listQuery.extend({
  tenantId: idOf('tenant').optional(),
  subscriptionId: idOf('subscription').optional(),
  productId: idOf('product').optional(),
  state: z.enum(['active', 'expired', 'revoked']).optional(),
  lastFour: z
    .string()
    .regex(/^[0-9A-Za-z]{4}$/, 'must be the last four characters of a key')
    .optional(),
  /** Active ones that end, or are due for rotation, within so many days. */
  endsWithinDays: z.coerce.number('must be a number').int().min(1).max(366).optional(),
  /** Active ones that have not been used for so many days, or never. */
  unusedDays: z.coerce.number('must be a number').int().min(1).max(3660).optional(),
})
export const keyPage = pageOf(key, 'KeyPage')

export type Key = z.output<typeof key>
export type KeyCreate = z.input<typeof keyCreate>
export type KeyCreated = z.output<typeof keyCreated>
export type KeyRotate = z.input<typeof keyRotate>
export type KeyUpdate = z.input<typeof keyUpdate>
export type PlaygroundKey = z.output<typeof playgroundKey>
export type KeyRotation = z.output<typeof keyRotation>
export type KeyImpact = z.output<typeof keyImpact>
