/** Usage API Management has measured, brought into the ledger. */
import { z } from 'zod'
import { count, idOf, instant, money, nameText } from '@/lib/contracts/fields'
import { listQuery, pageOf } from '@/lib/contracts/paging'

/** `file`: rows of ApiManagementGatewayLlmLog or token metrics, as JSON, lines of JSON, or CSV. */
export const azureUsageFile = z
  .strictObject({
    /** Where the traffic passed. Calls of one source are never booked twice, whichever files they come in. */
    source: nameText,
    fileName: z.string().trim().max(200).default('usage'),
    file: z
      .string()
      .min(1, 'must not be empty')
      .max(64 * 1024 * 1024, 'is too long: export fewer days at a time'),
  })
  .meta({ id: 'AzureUsageFile' })

/** What comes of the rows of one subscription at API Management and one model. */
export const azureUsageGroup = z
  .object({
    apimSubscription: z.string(),
    apimProduct: z.string(),
    /** What was called there, and what that is here; null: none of our models. */
    called: z.string(),
    model: z.string().nullable(),
    /** Whose it becomes; null: it is left out. */
    subscriptionId: idOf('subscription').nullable(),
    subscriptionName: z.string().nullable(),
    tenantName: z.string().nullable(),
    calls: count,
    inputTokens: count,
    outputTokens: count,
    /** By the price book; null where there is no price. */
    cost: money.nullable(),
    currency: z.string().nullable(),
    /** In a sentence: why it is left out, or what is lost. */
    note: z.string().nullable(),
  })
  .meta({ id: 'AzureUsageGroup' })

export const azureUsagePreview = z
  .object({
    kind: z.enum(['llm-log', 'token-metrics']),
    rows: count,
    otherRows: count,
    from: instant.nullable(),
    to: instant.nullable(),
    calls: count,
    /** Calls whose subscription is known here, and those that are left out. */
    mapped: count,
    unmapped: count,
    unpriced: count,
    groups: z.array(azureUsageGroup),
  })
  .meta({ id: 'AzureUsagePreview' })

export const azureUsageImport = z
  .object({
    id: idOf('usage'),
    source: z.string(),
    fileName: z.string(),
    kind: z.string(),
    from: instant.nullable(),
    to: instant.nullable(),
    rows: count,
    calls: count,
    booked: count,
    /** Were booked by an earlier import. */
    known: count,
    unmapped: count,
    createdBy: z.string(),
    createdAt: instant,
  })
  .meta({ id: 'AzureUsageImport' })

export const azureUsageList = listQuery
export const azureUsagePage = pageOf(azureUsageImport, 'AzureUsagePage')

/** `subscriptionId` null takes a mapping away. */
export const azureUsageMap = z
  .strictObject({
    kind: z.enum(['subscription', 'product']),
    name: z.string().trim().min(1, 'must not be empty').max(300),
    subscriptionId: idOf('subscription').nullable(),
  })
  .meta({ id: 'AzureUsageMap' })

export const azureUsageMapped = z
  .object({ kind: z.string(), name: z.string(), subscriptionId: z.string().nullable() })
  .meta({ id: 'AzureUsageMapped' })

export type AzureUsagePreview = z.output<typeof azureUsagePreview>
export type AzureUsageGroup = z.output<typeof azureUsageGroup>
export type AzureUsageImport = z.output<typeof azureUsageImport>
