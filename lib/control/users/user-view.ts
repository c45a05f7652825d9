import { toPublicId } from '@/lib/base/ids'
import type { User } from '@/lib/contracts/user'
import type { Prisma } from '@/lib/control/database'
import { iso, isoOrNull } from '@/lib/control/iso'

export const userInclude = {
  memberships: { include: { tenant: { select: { name: true } } }, orderBy: { createdAt: 'asc' } },
  sessions: { select: { lastSeenAt: true }, orderBy: { lastSeenAt: 'desc' }, take: 1 },
} satisfies Prisma.UserInclude

export type UserRow = Prisma.UserGetPayload<{ include: typeof userInclude }>

/** A user as the API shows it: that there is a password, never its hash. */
export function userView(row: UserRow): User {
  return {
    id: toPublicId('user', row.id),
    kind: row.kind,
    email: row.email,
    name: row.name,
    platformRole: row.platformRole,
    memberships: row.memberships.map((membership) => ({
      tenantId: toPublicId('tenant', membership.tenantId),
      tenantName: membership.tenant.name,
      role: membership.role,
    })),
    hasPassword: row.passwordHash !== null,
    lastSeenAt: isoOrNull(row.sessions[0]?.lastSeenAt ?? null),
    disabledAt: isoOrNull(row.disabledAt),
    version: row.version,
    createdAt: iso(row.createdAt),
    updatedAt: iso(row.updatedAt),
  }
}
