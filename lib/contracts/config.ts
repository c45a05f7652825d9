/** The configuration as one document: things name each other by name, secrets by the variable they are in. */
import { z } from 'zod'
import { backendCreate, identityFields, secretUri } from '@/lib/contracts/backend'
import { productStates } from '@/lib/contracts/enumerations'
import { count, idOf, instant, modelName, nameText } from '@/lib/contracts/fields'
import { limitCreate } from '@/lib/contracts/limit'
import { modelCreate } from '@/lib/contracts/model'
import { poolCreate } from '@/lib/contracts/pool'
import { priceCreate } from '@/lib/contracts/price'
import { productCreate } from '@/lib/contracts/product'
import { tenantCreate } from '@/lib/contracts/tenant'

/** Never the secret itself: the environment variable it is in where the configuration is applied, or where a vault keeps it. */
export const credentialReference = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({
    kind: z.literal('api-key'),
    env: z.string().regex(/^[A-Z][A-Z0-9_]{0,99}$/, 'must be a variable such as SWEDEN_KEY'),
  }),
  z.strictObject({ kind: z.literal('managed-identity'), ...identityFields }),
  z.strictObject({ kind: z.literal('key-vault'), uri: secretUri }),
])

export const configNouns = {
  backends: backendCreate.omit({ credential: true, deployments: true }).extend({
    credential: credentialReference.optional(),
    /** The model's name and what it is called there. */
    deployments: z.record(modelName, z.string().min(1).max(120)).optional(),
  }),
  pools: poolCreate.omit({ members: true }).extend({
    members: z
      .array(
        z.strictObject({
          backend: nameText,
          priority: z.int().min(1).max(100).default(1),
          weight: z.int().min(1).max(1000).default(100),
          isDrained: z.boolean().default(false),
        }),
      )
      .min(1),
  }),
  models: modelCreate.omit({ poolId: true }).extend({ pool: nameText }),
  prices: priceCreate.omit({ backendId: true }).extend({ backend: nameText.nullish() }),
  tenants: tenantCreate.omit({ parentId: true }).extend({ parent: nameText.nullish() }),
  products: productCreate.extend({
    state: z.enum(productStates).optional(),
    /** Of a deprecated one: when it stops answering calls. */
    retiresAt: instant.nullish(),
  }),
  limits: limitCreate.omit({ scope: true }).extend({
    scope: z
      .strictObject({
        tenant: nameText.optional(),
        product: nameText.optional(),
        subscriptionId: idOf('subscription').optional(),
        keyId: idOf('key').optional(),
        userId: idOf('user').optional(),
        model: modelName.optional(),
      })
      .default({}),
  }),
} as const

export type ConfigNoun = keyof typeof configNouns

/** In the order in which they need each other. */
export const configOrder: readonly ConfigNoun[] = ['backends', 'pools', 'models', 'prices', 'tenants', 'products', 'limits']

const yaml = z.string().max(900_000, 'must have at most 900,000 characters')

export const configExport = z.object({ yaml: z.string() }).meta({ id: 'ConfigExport' })

export const configPlanIn = z
  .strictObject({
    yaml,
    /** What is here and not in the document is removed, where nothing uses it. */
    prune: z.boolean().default(false),
  })
  .meta({ id: 'ConfigPlanRequest' })

export const configApplyIn = z
  .strictObject({
    yaml,
    prune: z.boolean().default(false),
    /** The values of the variables that credentials name. Used, sealed, and never shown again. */
    secrets: z.record(z.string(), z.string().min(1).max(4000)).default({}),
  })
  .meta({ id: 'ConfigApplyRequest' })

export const configChange = z
  .object({
    noun: z.enum(configOrder as [ConfigNoun, ...ConfigNoun[]]),
    name: z.string(),
    action: z.enum(['create', 'update', 'delete']),
    /** What differs; of something new, everything it says. */
    fields: z.array(z.object({ field: z.string(), from: z.unknown(), to: z.unknown() })),
    /** Why it cannot be done as it stands. */
    problem: z.string().nullable(),
  })
  .meta({ id: 'ConfigChange' })

export const configPlan = z
  .object({
    changes: z.array(configChange),
    /** Here and not in the document; left alone without `prune`. */
    unmanaged: z.array(z.object({ noun: z.string(), name: z.string() })),
    same: count,
    problems: count,
    /** Variables that new credentials need. */
    secrets: z.array(z.string()),
  })
  .meta({ id: 'ConfigPlan' })

export const configApplied = z
  .object({
    done: z.array(z.object({ noun: z.string(), name: z.string(), action: z.string() })),
    /** Where it stopped, and why; what was done before stays done, and applying again goes on from there. */
    failure: z.object({ noun: z.string(), name: z.string(), message: z.string() }).nullable(),
  })
  .meta({ id: 'ConfigApplied' })

/** What has been changed since the document that was applied last. */
export const configDrift = z
  .object({
    appliedAt: instant.nullable(),
    appliedBy: z.string().nullable(),
    plan: configPlan.nullable(),
  })
  .meta({ id: 'ConfigDrift' })

export type ConfigChange = z.output<typeof configChange>
export type ConfigPlan = z.output<typeof configPlan>
export type ConfigApplied = z.output<typeof configApplied>
export type ConfigDrift = z.output<typeof configDrift>
