import { toPublicId } from '@/lib/base/ids'
import type { AzureInstance, AzureRead } from '@/lib/contracts/azure-instance'
import { azureClouds } from '@/lib/contracts/azure-words'
import type { Prisma } from '@/lib/control/database'
import { iso, isoOrNull } from '@/lib/control/iso'

/** Of a reading, all but the estate itself: that is large. */
const readSelect = {
  id: true,
  instanceId: true,
  state: true,
  step: true,
  done: true,
  total: true,
  requests: true,
  waitedMs: true,
  error: true,
  startedAt: true,
  endedAt: true,
  counts: true,
} satisfies Prisma.AzureReadSelect

export const instanceInclude = {
  reads: { orderBy: { startedAt: 'desc' }, take: 1, select: readSelect },
} satisfies Prisma.AzureInstanceInclude

export type InstanceRow = Prisma.AzureInstanceGetPayload<{ include: typeof instanceInclude }>
export type ReadRow = Prisma.AzureReadGetPayload<{ select: typeof readSelect }>
export { readSelect }

const kinds = {
  service_principal: 'service-principal',
  managed_identity: 'managed-identity',
  azure_cli: 'azure-cli',
} as const

/** An instance as the API shows it: of its credential, all but the secret. */
export function instanceView(row: InstanceRow): AzureInstance {
  const [lastRead] = row.reads
  return {
    id: toPublicId('azureInstance', row.id),
    name: row.name,
    cloud: azureClouds.find((one) => one === row.cloud) ?? 'custom',
    managementUrl: row.managementUrl,
    authorityUrl: row.authorityUrl,
    subscriptionId: row.azureSubscription,
    resourceGroup: row.resourceGroup,
    serviceName: row.serviceName,
    credential: {
      kind: kinds[row.credentialKind],
      directoryId: row.directoryId,
      clientId: row.clientId,
      setAt: isoOrNull(row.secretSetAt),
    },
    publishApis: row.publishApis,
    lastRead: lastRead ? readView(lastRead) : null,
    driftCheckedAt: isoOrNull(row.driftCheckedAt),
    driftCount: driftCountOf(row.drift),
    version: row.version,
    createdAt: iso(row.createdAt),
    updatedAt: iso(row.updatedAt),
  }
}

export function readView(row: ReadRow): AzureRead {
  return {
    id: toPublicId('azureRead', row.id),
    instanceId: toPublicId('azureInstance', row.instanceId),
    state: row.state,
    step: row.step,
    done: row.done,
    total: row.total,
    requests: row.requests,
    waitedMs: row.waitedMs,
    error: row.error,
    startedAt: iso(row.startedAt),
    endedAt: isoOrNull(row.endedAt),
    counts: row.counts as Record<string, number> | null,
  }
}

function driftCountOf(drift: unknown): number | null {
  return Array.isArray(drift) ? drift.length : null
}
