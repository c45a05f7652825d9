/** What is done often, a line each in the palette. An act is shown to those who may do it; the page it leads to opens its form. */
import type { Audience } from '@/components/shell/navigation'
import { type Actor, isAllowed } from '@/lib/access/actor'
import type { Action } from '@/lib/access/permissions'

export type Act = { title: string; href: string }

type Spec = Act & { action: Action; audience: Audience }

const acts: Spec[] = [
  { title: 'Approve requests', href: '/admin/approvals', action: 'subscriptions.decide', audience: 'admin' },
  { title: 'Create tenant', href: '/admin/tenants?do=create-tenant', action: 'tenants.create', audience: 'admin' },
  { title: 'Create product', href: '/admin/products?do=create-product', action: 'products.create', audience: 'admin' },
  { title: 'Create limit', href: '/admin/limits?do=create-limit', action: 'limits.create', audience: 'admin' },
  { title: 'Create user or service account', href: '/admin/users?do=create-user', action: 'users.create', audience: 'admin' },
  { title: 'Create management token', href: '/admin/tokens?do=create-token', action: 'tokens.create', audience: 'admin' },
  { title: 'Add a base path', href: '/admin/base-paths?do=add-base-path', action: 'bases.create', audience: 'admin' },
  { title: 'Trust a token issuer', href: '/admin/token-issuers?do=trust-issuer', action: 'issuers.create', audience: 'admin' },
  { title: 'Create backend', href: '/admin/backends?do=create-backend', action: 'backends.create', audience: 'admin' },
  { title: 'Create model', href: '/admin/models?do=create-model', action: 'models.create', audience: 'admin' },
  { title: 'Create pool', href: '/admin/pools?do=create-pool', action: 'pools.create', audience: 'admin' },
  { title: 'Set price', href: '/admin/prices?do=set-price', action: 'prices.create', audience: 'admin' },
  { title: 'Revoke or rotate a key', href: '/admin/keys', action: 'keys.revoke', audience: 'admin' },
  { title: 'Keys that end within a month', href: '/admin/keys?endsWithinDays=30', action: 'keys.read', audience: 'admin' },
  { title: 'Why is a tenant refused?', href: '/admin/limits/resolver', action: 'limits.read', audience: 'admin' },
  { title: 'Failed calls', href: '/admin/calls?outcome=failed', action: 'calls.read', audience: 'admin' },
  { title: 'Who is signed in', href: '/admin/users/sessions', action: 'users.read', audience: 'admin' },
  { title: 'Plan budget', href: '/finance/budgets?do=plan-budget', action: 'budgets.create', audience: 'finance' },
  { title: 'Subscribe to a product', href: '/portal/catalog', action: 'subscriptions.create', audience: 'portal' },
]

/** The acts of an audience that the actor may do. */
export function allowedActs(actor: Actor, audience: Audience | null): Act[] {
  return acts
    .filter((act) => act.audience === audience && isAllowed(actor, act.action))
    .map(({ title, href }) => ({ title, href }))
}
