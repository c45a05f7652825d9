/** Publishing to an instance, and how it differs from what is here. */
import { z } from 'zod'
import { azurePublishActions, azurePublishKinds, azureWriteStates } from '@/lib/contracts/azure-words'
import { count, idOf, instant } from '@/lib/contracts/fields'
import { listQuery, pageOf } from '@/lib/contracts/paging'

const kind = z.enum(azurePublishKinds)
const fieldChange = z.object({ field: z.string(), from: z.unknown(), to: z.unknown() })

export const azureChange = z
  .object({
    kind,
    name: z.string(),
    title: z.string(),
    action: z.enum(azurePublishActions),
    reason: z.string().nullable(),
    fields: z.array(fieldChange),
  })
  .meta({ id: 'AzureChange' })

export const azurePreview = z
  .object({
    changes: z.array(azureChange),
    counts: z.object({ create: count, update: count, delete: count, keep: count, conflict: count }),
    /** What there is no policy or setting for at API Management. */
    losses: z.array(z.object({ title: z.string(), reason: z.string() })),
    /** Of these changes: applying names it, so that nothing is written that nobody has seen. */
    digest: z.string(),
  })
  .meta({ id: 'AzurePreview' })

/** A dry run is the default: it answers what would be written. */
export const azurePublishIn = z
  .strictObject({
    dryRun: z.boolean().default(true),
    digest: z.string().max(100).optional(),
    /** Only this entity. */
    only: z.strictObject({ kind, name: z.string().min(1).max(520) }).optional(),
  })
  .meta({ id: 'AzurePublishIn' })

export const azurePublish = z
  .object({
    id: idOf('azurePublish'),
    instanceId: idOf('azureInstance'),
    state: z.enum(azureWriteStates),
    actorName: z.string(),
    error: z.string().nullable(),
    isRevert: z.boolean(),
    createdAt: instant,
    endedAt: instant.nullable(),
    counts: z.object({ pending: count, done: count, failed: count, reverted: count }),
    writes: z.array(
      z.object({
        kind,
        name: z.string(),
        action: z.string(),
        state: z.enum(azureWriteStates),
        error: z.string().nullable(),
        fields: z.array(fieldChange),
      }),
    ),
  })
  .meta({ id: 'AzurePublish' })

export const azurePublishOut = z
  .object({ preview: azurePreview, publish: azurePublish.nullable() })
  .meta({ id: 'AzurePublishOut' })

export const azurePublishList = listQuery
export const azurePublishPage = pageOf(azurePublish, 'AzurePublishPage')

/** Says whose an entity is from now on. */
export const azureOwnIn = z
  .strictObject({ kind, name: z.string().min(1).max(520), owner: z.enum(['tollgate', 'apim']) })
  .meta({ id: 'AzureOwnIn' })

export const azureDrift = z
  .object({
    checkedAt: instant.nullable(),
    items: z.array(
      z.object({
        kind,
        name: z.string(),
        title: z.string(),
        /** Changed there, deleted there, or never written yet. */
        cause: z.enum(['changed', 'missing', 'extra', 'conflict']),
        reason: z.string().nullable(),
        fields: z.array(z.object({ field: z.string(), theirs: z.unknown(), ours: z.unknown(), canTake: z.boolean() })),
      }),
    ),
  })
  .meta({ id: 'AzureDrift' })

/** Keeps one field as it is there, or as it is here; without a field all of the entity. */
export const azureResolveIn = z
  .strictObject({
    kind,
    name: z.string().min(1).max(520),
    field: z.string().min(1).max(100).optional(),
    keep: z.enum(['theirs', 'ours']),
  })
  .meta({ id: 'AzureResolveIn' })

export type AzureChange = z.output<typeof azureChange>
export type AzurePreview = z.output<typeof azurePreview>
export type AzurePublish = z.output<typeof azurePublish>
export type AzurePublishOut = z.output<typeof azurePublishOut>
export type AzureDrift = z.output<typeof azureDrift>
