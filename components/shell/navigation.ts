/** The menus: URL = folder = menu = permission. An entry is shown to those who may do its action. */
import type { Action } from '@/lib/access/permissions'

export type Audience = 'admin' | 'portal' | 'finance'

export type NavEntry = { href: string; title: string; action: Action }
export type NavGroup = { title: string | null; entries: NavEntry[] }

export const audiences: Record<Audience, { title: string; href: string }> = {
  admin: { title: 'Admin', href: '/admin' },
  portal: { title: 'Developer portal', href: '/portal' },
  finance: { title: 'Finance', href: '/finance' },
}

export const navigation: Record<Audience, NavGroup[]> = {
  admin: [
    { title: null, entries: [{ href: '/admin', title: 'Overview', action: 'reports.overview' }] },
    {
      title: 'Who',
      entries: [
        { href: '/admin/tenants', title: 'Tenants', action: 'tenants.read' },
        { href: '/admin/users', title: 'Users', action: 'users.read' },
        { href: '/admin/subscriptions', title: 'Subscriptions', action: 'subscriptions.read' },
        { href: '/admin/approvals', title: 'Approvals', action: 'subscriptions.decide' },
        { href: '/admin/keys', title: 'Keys', action: 'keys.read' },
        { href: '/admin/token-issuers', title: 'Token issuers', action: 'issuers.read' },
      ],
    },
    {
      title: 'What',
      entries: [
        { href: '/admin/products', title: 'Products', action: 'products.read' },
        { href: '/admin/models', title: 'Models', action: 'models.read' },
        { href: '/admin/backends', title: 'Backends', action: 'backends.read' },
        { href: '/admin/pools', title: 'Pools', action: 'pools.read' },
        { href: '/admin/base-paths', title: 'Base paths', action: 'bases.read' },
      ],
    },
    {
      title: 'Rules',
      entries: [
        { href: '/admin/limits', title: 'Limits', action: 'limits.read' },
        { href: '/admin/prices', title: 'Prices', action: 'prices.read' },
        { href: '/admin/cache', title: 'Cache', action: 'cache.read' },
      ],
    },
    {
      title: 'Evidence',
      entries: [
        { href: '/admin/calls', title: 'Calls', action: 'calls.read' },
        { href: '/admin/alerts', title: 'Alerts', action: 'alerts.read' },
        { href: '/admin/audit', title: 'Audit', action: 'audit.read' },
        { href: '/admin/fleet', title: 'Fleet', action: 'fleet.read' },
        { href: '/admin/config', title: 'Configuration', action: 'config.read' },
        { href: '/admin/azure', title: 'Azure API Management', action: 'azure.read' },
        { href: '/admin/tokens', title: 'Management tokens', action: 'tokens.read' },
        { href: '/admin/settings', title: 'Settings', action: 'settings.read' },
      ],
    },
  ],
  portal: [
    {
      title: null,
      entries: [
        { href: '/portal', title: 'My subscriptions', action: 'subscriptions.read' },
        { href: '/portal/catalog', title: 'Catalog', action: 'products.read' },
        { href: '/portal/keys', title: 'Keys', action: 'keys.read' },
        { href: '/portal/quickstart', title: 'Quickstart', action: 'subscriptions.read' },
        { href: '/portal/playground', title: 'Playground', action: 'keys.create' },
        { href: '/portal/usage', title: 'Usage', action: 'reports.usage' },
        { href: '/portal/calls', title: 'Calls', action: 'calls.read' },
        { href: '/portal/reference', title: 'API reference', action: 'subscriptions.read' },
        { href: '/portal/status', title: 'Status', action: 'models.read' },
        { href: '/portal/team', title: 'Team', action: 'members.read' },
        { href: '/portal/tenants', title: 'My tenants', action: 'tenants.read' },
        { href: '/portal/audit', title: 'Audit', action: 'audit.read' },
      ],
    },
  ],
  finance: [
    {
      title: null,
      entries: [
        { href: '/finance', title: 'Chargeback', action: 'reports.chargeback' },
        { href: '/finance/budgets', title: 'Budgets', action: 'budgets.read' },
        { href: '/finance/anomalies', title: 'Anomalies and savings', action: 'reports.chargeback' },
        { href: '/finance/statements', title: 'Statements', action: 'statements.read' },
        { href: '/finance/reconcile', title: 'Reconcile', action: 'reconciliations.read' },
        { href: '/finance/apim-usage', title: 'API Management usage', action: 'usage.read' },
        { href: '/finance/exports', title: 'Exports', action: 'statements.read' },
        { href: '/finance/prices', title: 'Prices', action: 'prices.read' },
        { href: '/finance/contracts', title: 'Contracts', action: 'contracts.read' },
        { href: '/finance/re-rating', title: 'Re-rating', action: 'reratings.read' },
        { href: '/finance/commitments', title: 'Commitments', action: 'commitments.read' },
        { href: '/finance/rates', title: 'Exchange rates', action: 'rates.read' },
        { href: '/finance/calls', title: 'Calls', action: 'calls.read' },
        { href: '/finance/alerts', title: 'Alerts', action: 'alerts.read' },
      ],
    },
  ],
}
