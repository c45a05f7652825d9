/** Usage of API Management that is fetched from Log Analytics without anybody bringing a file. */
import { z } from 'zod'
import { count, idOf, instant } from '@/lib/contracts/fields'
import { listQuery, pageOf } from '@/lib/contracts/paging'

/** An instance, and what its usage is fetched from; nulls where it is not fetched. */
export const azureUsagePull = z
  .object({
    id: idOf('azureInstance'),
    instanceName: z.string(),
    workspaceId: z.string().nullable(),
    source: z.string().nullable(),
    /** All before is fetched. */
    through: instant.nullable(),
    isCaughtUp: z.boolean(),
    lastRunAt: instant.nullable(),
    lastError: z.string().nullable(),
    lastRows: count,
    lastBooked: count,
    lastUnmapped: count,
  })
  .meta({ id: 'AzureUsagePull' })

export const azureUsagePullList = listQuery
export const azureUsagePullPage = pageOf(azureUsagePull, 'AzureUsagePullPage')

/** `workspaceId` null: no longer. `from`: fetch again from there; calls that are booked stay booked once. */
export const azureUsagePullSet = z
  .strictObject({
    workspaceId: z.guid('must be the workspace ID, a GUID').nullable(),
    from: instant.nullish(),
  })
  .meta({ id: 'AzureUsagePullSet' })

export type AzureUsagePull = z.output<typeof azureUsagePull>
export type AzureUsagePullSet = z.input<typeof azureUsagePullSet>
