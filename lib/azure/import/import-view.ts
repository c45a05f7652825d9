import { toPublicId } from '@/lib/base/ids'
import type { AzureImport } from '@/lib/contracts/azure-import'
import type { Prisma } from '@/lib/control/database'
import { iso, isoOrNull } from '@/lib/control/iso'

export type ImportRow = Prisma.AzureImportGetPayload<object>
export type Failure = AzureImport['failures'][number]

export function importView(row: ImportRow): AzureImport {
  const { id, instanceId, state, owner, step, done, total, made, failures, actorName, startedAt, endedAt } = row
  return {
    id: toPublicId('azureImport', id),
    instanceId: toPublicId('azureInstance', instanceId),
    ...{ state, owner, step, done, total, made, actorName },
    failures: failures as Failure[],
    startedAt: iso(startedAt),
    endedAt: isoOrNull(endedAt),
  }
}
