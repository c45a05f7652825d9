/** What becomes of an API Management instance here: every thing of it, what it turns into, and what is lost on the way. */
import { z } from 'zod'
import { count, currency, modelName, nameText, timeZone } from '@/lib/contracts/fields'

export const azureVerdicts = ['maps', 'loss', 'not'] as const

/** What of the instance an item is about. */
export const azureKinds = [
  'api',
  'product',
  'subscription',
  'backend',
  'policy',
  'group',
  'user',
  'namedValue',
  'model',
  'diagnostic',
] as const

/** What it becomes. */
export const azureNouns = ['tenants', 'backends', 'pools', 'models', 'products', 'limits', 'subscriptions', 'bases'] as const

/** Which of its groupings is who pays. */
export const tenantSources = ['group', 'user', 'product', 'one'] as const

const plannedModel = z.strictObject({
  name: modelName,
  capabilities: z.array(z.string().min(1).max(32)).min(1).max(32).optional(),
  contextWindow: z.int().min(1).max(100_000_000).optional(),
  maxOutputTokens: z.int().min(0).max(100_000_000).optional(),
})

/** What only the admin can know. */
export const azureChoices = z
  .strictObject({
    tenantsBy: z.enum(tenantSources).default('group'),
    /** Pays for what belongs to nobody. */
    defaultTenant: nameText.default('API Management'),
    currency: currency.default('USD'),
    timeZone: timeZone.default('UTC'),
    /** Other names for tenants, by the name the plan gives them: two with one name become one. */
    tenantNames: z.record(z.string().max(200), nameText).default({}),
    /** The deployments callers name in their paths; none: those the instance speaks of, and the models that are here. */
    models: z.array(plannedModel).max(200).default([]),
  })
  .meta({ id: 'AzureChoices' })

/** The same as a page asks for it: models by name, tenants beside the names they get. */
export const azureChoicesForm = z.strictObject({
  tenantsBy: z.enum(tenantSources),
  defaultTenant: nameText,
  currency,
  timeZone,
  models: z.array(modelName).max(200),
  names: z.array(z.strictObject({ from: z.string(), to: nameText })),
})

export const azurePlace = z.object({ policy: z.string(), line: z.int(), column: z.int() }).meta({ id: 'AzurePlace' })

const pair = z.object({ label: z.string(), value: z.string() })

export const azurePlanItem = z
  .object({
    /** Tells it from all others of the instance, in every plan: `product:starter`, `policy:api:openai 12:5`. */
    key: z.string(),
    kind: z.enum(azureKinds),
    /** APIM's own name, and what people call it. */
    name: z.string(),
    title: z.string(),
    place: azurePlace.nullable(),
    verdict: z.enum(azureVerdicts),
    /** Why, in a sentence. */
    reason: z.string(),
    there: z.array(pair),
    here: z.array(z.object({ noun: z.enum(azureNouns), name: z.string(), fields: z.array(pair) })),
  })
  .meta({ id: 'AzurePlanItem' })

export const azureCounts = z.object({ maps: count, loss: count, not: count }).meta({ id: 'AzurePlanCounts' })

export type AzureChoices = z.output<typeof azureChoices>
export type AzureChoicesIn = z.input<typeof azureChoices>
export type AzurePlace = z.output<typeof azurePlace>
export type AzurePlanItem = z.output<typeof azurePlanItem>
export type AzureCounts = z.output<typeof azureCounts>
export type AzureVerdict = (typeof azureVerdicts)[number]
export type AzureKind = (typeof azureKinds)[number]
export type AzureNoun = (typeof azureNouns)[number]
