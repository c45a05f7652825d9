import type { Actor } from '@/lib/access/actor'
import type { Prisma } from '@/lib/control/database'

/** A user is read with the memberships of this moment. */
export const actorInclude = {
  memberships: { where: { tenant: { archivedAt: null } }, select: { tenantId: true, role: true } },
} satisfies Prisma.UserInclude

export function actorOf(user: Prisma.UserGetPayload<{ include: typeof actorInclude }>): Omit<Actor, 'kind'> {
  return { userId: user.id, name: user.name, platformRole: user.platformRole, memberships: user.memberships }
}
