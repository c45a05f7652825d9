import { toPublicId } from '@/lib/base/ids'
import type { Backend } from '@/lib/contracts/backend'
import type { Prisma } from '@/lib/control/database'
import { iso, isoOrNull } from '@/lib/control/iso'

export const backendInclude = {
  deployments: { orderBy: { model: 'asc' } },
  memberships: { include: { pool: { select: { id: true, name: true } } } },
} satisfies Prisma.BackendInclude

export type BackendRow = Prisma.BackendGetPayload<{ include: typeof backendInclude }>

export const credentialKindOf = {
  none: 'none',
  api_key: 'api-key',
  managed_identity: 'managed-identity',
  key_vault: 'key-vault',
  service_account: 'service-account',
  aws_access_key: 'aws-access-key',
} as const

/** A backend as the API shows it: of its credential, the kind and since when. */
export function backendView(row: BackendRow): Backend {
  return {
    id: toPublicId('backend', row.id),
    name: row.name,
    provider: row.provider,
    baseUrl: row.baseUrl,
    region: row.region,
    apiVersion: row.apiVersion,
    credential: {
      kind: credentialKindOf[row.credentialKind],
      setAt: isoOrNull(row.credentialSetAt),
      uri: row.credentialKind === 'key_vault' ? row.credentialUri : null,
      clientId: row.credentialClientId,
    },
    deployments: row.deployments.map(({ model, name }) => ({ model, name })),
    drainOnHangUp: row.drainOnHangUp,
    pools: row.memberships.map(({ pool }) => ({ id: toPublicId('pool', pool.id), name: pool.name })),
    version: row.version,
    createdAt: iso(row.createdAt),
    updatedAt: iso(row.updatedAt),
  }
}
