import { differences } from '@/lib/azure/publish/diff-entities'
import type { Body, EntityChange } from '@/lib/azure/publish/entity'
import type { PublishPlan } from '@/lib/azure/publish/plan-publish'
import { toPublicId } from '@/lib/base/ids'
import type { AzurePreview, AzurePublish } from '@/lib/contracts/azure-publish'
import { azurePublishKinds } from '@/lib/contracts/azure-words'
import type { Prisma } from '@/lib/control/database'
import { iso, isoOrNull } from '@/lib/control/iso'

export const publishInclude = { writes: { orderBy: { seq: 'asc' } } } satisfies Prisma.AzurePublishInclude
export type PublishRow = Prisma.AzurePublishGetPayload<{ include: typeof publishInclude }>

export function previewView({ changes, losses, digest }: PublishPlan): AzurePreview {
  const counts = { create: 0, update: 0, delete: 0, keep: 0, conflict: 0 }
  for (const { action } of changes) counts[action]++
  return { changes: changes.map(changeView), counts, losses, digest }
}

export function publishView(row: PublishRow): AzurePublish {
  const counts = { pending: 0, done: 0, failed: 0, reverted: 0 }
  for (const { state } of row.writes) counts[state]++
  return {
    id: toPublicId('azurePublish', row.id),
    instanceId: toPublicId('azureInstance', row.instanceId),
    state: row.state,
    actorName: row.actorName,
    error: row.error,
    isRevert: row.reverts !== null,
    createdAt: iso(row.createdAt),
    endedAt: isoOrNull(row.endedAt),
    counts,
    writes: row.writes.map(({ kind, name, action, state, error, before, after }) => ({
      kind: azurePublishKinds.find((one) => one === kind) ?? 'backends',
      name,
      action,
      state,
      error,
      fields: differences((before ?? {}) as Body, (after ?? {}) as Body),
    })),
  }
}

function changeView({ kind, name, title, action, reason, fields }: EntityChange) {
  return { kind, name, title, action, reason, fields }
}
