/** Who acts, and what that lets them do. Ids are database ids. */
import { type Action, rolesFor } from '@/lib/access/permissions'
import { isTenantRole, type PlatformRole, type Role, type TenantRole } from '@/lib/access/roles'
import { isScopeCovering } from '@/lib/access/token-scopes'

export type ActorKind = 'user' | 'token' | 'system'

export type Actor = {
  userId: string
  name: string
  /** Of somebody signed in. */
  email?: string
  kind: ActorKind
  platformRole: PlatformRole | null
  memberships: { tenantId: string; role: TenantRole }[]
  /** Of a management token: rights are these scopes ∩ what its owner may do now. */
  scopes?: string[]
  /** The session or token the actor came with. */
  via?: string
}

/** True where the actor may do it: anywhere for a platform role, in the given tenant (or in any) for a tenant role. */
export function isAllowed(actor: Actor, action: Action, tenantId?: string): boolean {
  if (actor.kind === 'system') return true
  if (!isScopeCovering(actor.scopes, action)) return false
  const roles: readonly Role[] = rolesFor(action)
  if (roles.includes('self') || isAllowedEverywhere(actor, action)) return true
  return actor.memberships.some((m) => roles.includes(m.role) && (tenantId === undefined || m.tenantId === tenantId))
}

/** True where a platform role lets the actor do it in every tenant. */
export function isAllowedEverywhere(actor: Actor, action: Action): boolean {
  if (actor.kind === 'system') return true
  const { platformRole } = actor
  return platformRole !== null && rolesFor(action).includes(platformRole) && isScopeCovering(actor.scopes, action)
}

/** The tenants in which the actor's role there lets them do it. */
export function allowedTenantIds(actor: Actor, action: Action): string[] {
  if (!isScopeCovering(actor.scopes, action)) return []
  const roles = rolesFor(action).filter(isTenantRole)
  return actor.memberships.filter((m) => roles.includes(m.role)).map((m) => m.tenantId)
}

/** The process itself: migrations, demo data, jobs, one-time links. */
export function systemActor(name: string): Actor {
  return { userId: '00000000-0000-0000-0000-000000000000', name, kind: 'system', platformRole: 'admin', memberships: [] }
}
