/**
 * Tenancy as `where` clauses. What an actor may not see is not filtered out afterwards: it is never found, so "not yours"
 * and "not there" are the same answer.
 */
import { type Actor, allowedTenantIds, isAllowedEverywhere } from '@/lib/access/actor'
import type { Action } from '@/lib/access/permissions'

export type Scope = {
  /** Null: every tenant. */
  tenantIds: string[] | null
  /** For tenants themselves. */
  tenants: { id?: { in: string[] } }
  /** For rows with a tenantId. */
  ofTenant: { tenantId?: { in: string[] } }
  /** For rows of a subscription. */
  ofSubscription: { subscription?: { tenantId: { in: string[] } } }
}

/** The rows on which the actor may do the action. */
export function scope(actor: Actor, action: Action): Scope {
  if (isAllowedEverywhere(actor, action)) return { tenantIds: null, tenants: {}, ofTenant: {}, ofSubscription: {} }
  const tenantIds = allowedTenantIds(actor, action)
  const within = { in: tenantIds }
  return {
    tenantIds,
    tenants: { id: within },
    ofTenant: { tenantId: within },
    ofSubscription: { subscription: { tenantId: within } },
  }
}

/** For rows that belong to a user: all with a platform role, else the actor's own. */
export function ownScope(actor: Actor, action: Action): { userId?: string } {
  return isAllowedEverywhere(actor, action) ? {} : { userId: actor.userId }
}
