import { type Audience, audiences, type NavGroup, navigation } from '@/components/shell/navigation'
import { type Actor, isAllowed } from '@/lib/access/actor'

/** The front doors open to the actor. */
export function allowedAudiences(actor: Actor): Audience[] {
  const role = actor.platformRole
  const isOwner = actor.memberships.some((membership) => membership.role === 'owner')
  const open: Record<Audience, boolean> = {
    admin: role === 'admin' || role === 'auditor',
    portal: actor.memberships.length > 0 || role === 'admin' || role === 'auditor',
    finance: role !== null || isOwner,
  }
  return (Object.keys(audiences) as Audience[]).filter((audience) => open[audience])
}

/** An audience's menu without what the actor may not do. */
export function allowedNavigation(actor: Actor, audience: Audience): NavGroup[] {
  return navigation[audience]
    .map((group) => ({ ...group, entries: group.entries.filter((entry) => isAllowed(actor, entry.action)) }))
    .filter((group) => group.entries.length > 0)
}

/** False where the menu has this page and the actor may not do what it is for: the frame says so before anything is sent. */
export function isPageOpen(actor: Actor, audience: Audience, path: string | null): boolean {
  const [page] = (path ?? '').split('?')
  const entry = navigation[audience].flatMap((group) => group.entries).find(({ href }) => href === page)
  return allowedAudiences(actor).includes(audience) && (!entry || isAllowed(actor, entry.action))
}

/** Where somebody lands after signing in. */
export function homeOf(actor: Actor): string {
  if (actor.platformRole === 'admin' || actor.platformRole === 'auditor') return '/admin'
  if (actor.platformRole === 'finance') return '/finance'
  return '/portal'
}
