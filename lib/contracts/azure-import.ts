/** The plan of an instance as it is asked for, and the import that carries it out. */
import { z } from 'zod'
import { azureChoices, azureCounts, azureKinds, azurePlanItem, azureVerdicts } from '@/lib/contracts/azure-plan'
import { count, idOf, instant } from '@/lib/contracts/fields'
import { listQuery, pageOf } from '@/lib/contracts/paging'

export const azureImportStates = ['running', 'done', 'stopped'] as const
export const azureOwners = ['apim', 'tollgate'] as const

export const azureImport = z
  .object({
    id: idOf('azureImport'),
    instanceId: idOf('azureInstance'),
    state: z.enum(azureImportStates),
    owner: z.enum(azureOwners),
    /** What is being made now. */
    step: z.string(),
    done: count,
    total: count,
    /** Of those done, how many were not here before. */
    made: count,
    failures: z.array(z.object({ name: z.string(), noun: z.string(), message: z.string() })),
    actorName: z.string(),
    startedAt: instant,
    endedAt: instant.nullable(),
  })
  .meta({ id: 'AzureImport' })

export const azurePlan = z
  .object({
    instanceId: idOf('azureInstance'),
    readAt: instant,
    counts: azureCounts,
    /** How many things the import makes, by noun, and how many of them are here from an earlier one. */
    makes: z.array(z.object({ noun: z.string(), count, present: count })),
    choices: azureChoices,
    /** The models it plans with. */
    models: z.array(z.string()),
    /** The tenants it plans with, as the instance calls them or as they were named. */
    tenants: z.array(z.string()),
    lastImport: azureImport.nullable(),
  })
  .meta({ id: 'AzurePlan' })

export const azurePlanItemList = listQuery.omit({ sort: true }).extend({
  verdict: z.enum(azureVerdicts).optional(),
  kind: z.enum(azureKinds).optional(),
})
export const azurePlanItemPage = pageOf(azurePlanItem, 'AzurePlanItemPage')

export const azureImportStart = z
  .strictObject({
    /** Who owns what is brought over from now on: publishing never touches what API Management owns. */
    owner: z.enum(azureOwners).default('apim'),
  })
  .meta({ id: 'AzureImportStart' })

export type AzurePlan = z.output<typeof azurePlan>
export type AzureImport = z.output<typeof azureImport>
