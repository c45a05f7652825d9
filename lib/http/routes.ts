/** The management API, whole: path → method → operation. Route files, OpenAPI and the role matrix all read this table. */

import { listAudit } from '@/lib/control/audit/audit-queries'
import { verifyAudit } from '@/lib/control/audit/verify-audit'
import { createBackend, deleteBackend, updateBackend } from '@/lib/control/backends/backend-commands'
import { getBackend, listBackends } from '@/lib/control/backends/backend-queries'
import { simulateBackend } from '@/lib/control/backends/simulate-backend'
import { testBackend } from '@/lib/control/backends/test-backend'
import { getCall, listCalls } from '@/lib/control/calls/call-queries'
import { getFleet } from '@/lib/control/fleet/get-fleet'
import { issueKey } from '@/lib/control/keys/issue-key'
import { revokeKey, rotateKey } from '@/lib/control/keys/key-commands'
import { getKey, getKeyImpact, listKeys, listSubscriptionKeys } from '@/lib/control/keys/key-queries'
import { getKeyRotation } from '@/lib/control/keys/key-rotation'
import { mintPlaygroundKey } from '@/lib/control/keys/playground-key'
import { updateKey } from '@/lib/control/keys/update-key'
import { createLimit, deleteLimit, raiseLimit, updateLimit } from '@/lib/control/limits/limit-commands'
import { getLimitCounting } from '@/lib/control/limits/limit-counting'
import { listLimitEvents } from '@/lib/control/limits/limit-events'
import { getLimit, getLimitUsage, listLimits } from '@/lib/control/limits/limit-queries'
import { resetLimit } from '@/lib/control/limits/reset-limit'
import { resolveLimits } from '@/lib/control/limits/resolve-limits'
import { acceptLink, inspectLink } from '@/lib/control/links/link-operations'
import { createToken, listTokens, revokeToken } from '@/lib/control/management-tokens/token-operations'
import { getMe, updateMe } from '@/lib/control/me/me-operations'
import { getMyUsage } from '@/lib/control/me/my-usage'
import { deleteInvitation, listInvitations } from '@/lib/control/members/invitation-operations'
import { createMember, deleteMember, listMembers, updateMember } from '@/lib/control/members/member-operations'
import { createServiceAccount } from '@/lib/control/members/service-accounts'
import { createModel, deleteModel, updateModel } from '@/lib/control/models/model-commands'
import { getModel, listModels } from '@/lib/control/models/model-queries'
import { getPoolLive } from '@/lib/control/pools/pool-live'
import { createPool, deletePool, drainPool, getPool, listPools, updatePool } from '@/lib/control/pools/pool-operations'
import { getPoolTraffic } from '@/lib/control/pools/pool-traffic'
import { sendPoolCalls } from '@/lib/control/pools/send-pool-calls'
import { exportPrices, importPrices } from '@/lib/control/prices/price-files'
import { createPrice, getPrice, listPrices } from '@/lib/control/prices/price-operations'
import { createProduct, deleteProduct, updateProduct } from '@/lib/control/products/product-commands'
import { getProduct, listProducts } from '@/lib/control/products/product-queries'
import { deprecateProduct, publishProduct, retireProduct } from '@/lib/control/products/product-states'
import { previewRoute } from '@/lib/control/products/route-preview'
import { getServiceReference, importService, readService } from '@/lib/control/services/service-operations'
import { listSessions, revokeSession } from '@/lib/control/sessions/session-operations'
import { getApprovals } from '@/lib/control/subscriptions/approval-queries'
import { createSubscription, updateSubscription } from '@/lib/control/subscriptions/subscription-commands'
import { getSubscription, listSubscriptions } from '@/lib/control/subscriptions/subscription-queries'
import {
  approveSubscription,
  cancelSubscription,
  rejectSubscription,
  resumeSubscription,
  suspendSubscription,
} from '@/lib/control/subscriptions/subscription-states'
import { createTenant, deleteTenant, updateTenant } from '@/lib/control/tenants/tenant-commands'
import { getTenant, listTenants } from '@/lib/control/tenants/tenant-queries'
import { createResetLink, createUser, updateUser } from '@/lib/control/users/user-commands'
import { getUser, listUsers } from '@/lib/control/users/user-queries'
import { createWarning, deleteWarning, listWarnings } from '@/lib/control/warnings/warning-operations'
import { anomalyRoutes } from '@/lib/http/anomaly-routes'
import { azureRoutes } from '@/lib/http/azure-routes'
import { basePathRoutes } from '@/lib/http/base-path-routes'
import { budgetRoutes } from '@/lib/http/budget-routes'
import { cacheRoutes } from '@/lib/http/cache-routes'
import { chargebackRoutes } from '@/lib/http/chargeback-routes'
import { configRoutes } from '@/lib/http/config-routes'
import { financeRoutes } from '@/lib/http/finance-routes'
import { issuerRoutes } from '@/lib/http/issuer-routes'
import { previewLimitChange, previewNewLimit } from '@/lib/http/limit-preview'
import { getModelStatus } from '@/lib/http/model-status'
import { operatingRoutes } from '@/lib/http/operating-routes'
import { priceColumns } from '@/lib/http/price-csv'
import { reconcileRoutes } from '@/lib/http/reconcile-routes'
import { getOverview, getRefusals, getUnpricedModels, getUsage, getUsageBy } from '@/lib/http/report-queries'
import { csvRoute, openRoute, type Route, route } from '@/lib/http/route'
import { usageRoutes } from '@/lib/http/usage-routes'
import { toCsv } from '@/lib/reports/csv'
import { usageByColumns } from '@/lib/reports/usage-by'

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'

export const routes = {
  '/me': { GET: route('Who you are and what you may do', getMe), PATCH: route('Change your name or password', updateMe) },
  '/me/usage': { GET: route('Your subscriptions with their limits and what is used', getMyUsage) },

  '/me/warnings': {
    GET: route('Your own warnings of usage', listWarnings),
    POST: route('Ask to hear when a subscription has used so much in a month', createWarning),
  },
  '/me/warnings/{id}': { DELETE: route('Delete one of your warnings', deleteWarning) },

  '/tenants': { GET: route('List tenants', listTenants), POST: route('Create a tenant', createTenant) },
  '/tenants/{id}': {
    GET: route('Get a tenant', getTenant),
    PATCH: route('Change a tenant', updateTenant),
    DELETE: route('Archive a tenant', deleteTenant),
  },
  '/tenants/{id}/members': {
    GET: route('List the members of a tenant', listMembers),
    POST: route('Add or invite a member', createMember),
  },
  '/tenants/{id}/service-accounts': { POST: route('Make a service account in a tenant', createServiceAccount) },
  '/tenants/{id}/members/{userId}': {
    PATCH: route("Change a member's role", updateMember),
    DELETE: route('Remove a member', deleteMember),
  },

  '/tenants/{id}/invitations': { GET: route('List invitations nobody has taken up yet', listInvitations) },
  '/tenants/{id}/invitations/{linkId}': { DELETE: route('Withdraw an invitation', deleteInvitation) },

  '/users': { GET: route('List users', listUsers), POST: route('Create a user or service account', createUser) },
  '/users/{id}': { GET: route('Get a user', getUser), PATCH: route('Change, disable or enable a user', updateUser) },
  '/users/{id}/reset-link': { POST: route('Make a password reset link', createResetLink) },

  '/sessions': { GET: route('List sessions', listSessions) },
  '/sessions/{id}': { DELETE: route('End a session', revokeSession) },

  '/products': { GET: route('List products', listProducts), POST: route('Create a product', createProduct) },
  '/products/{id}': {
    GET: route('Get a product', getProduct),
    PATCH: route('Change a product', updateProduct),
    DELETE: route('Delete a product', deleteProduct),
  },
  '/products/{id}/route-preview': { GET: route('Which model would answer such a call, and why', previewRoute) },
  '/products/{id}/publish': { POST: route('Publish a product', publishProduct) },
  '/products/{id}/deprecate': { POST: route('Deprecate a product', deprecateProduct) },
  '/products/{id}/retire': { POST: route('Retire a product', retireProduct) },

  '/model-status': { GET: route('How the models you may see stand, by region', getModelStatus) },
  '/services': { POST: route('Make a service with its backend and its pool, at once', importService) },
  '/services/read': { POST: route('What an OpenAPI document offers as a service', readService) },
  '/models': { GET: route('List models', listModels), POST: route('Create a model', createModel) },
  '/models/{id}/reference': { GET: route('The OpenAPI document of a service, as its callers use it', getServiceReference) },
  '/models/{id}': {
    GET: route('Get a model', getModel),
    PATCH: route('Change a model', updateModel),
    DELETE: route('Delete a model', deleteModel),
  },

  '/backends': { GET: route('List backends', listBackends), POST: route('Create a backend', createBackend) },
  '/backends/{id}': {
    GET: route('Get a backend', getBackend),
    PATCH: route('Change a backend', updateBackend),
    DELETE: route('Delete a backend', deleteBackend),
  },
  '/backends/{id}/test': { POST: route('Test the connection to a backend', testBackend) },
  '/backends/{id}/simulate': { POST: route('Say how a simulated backend behaves (demo only)', simulateBackend) },

  '/pools': { GET: route('List pools', listPools), POST: route('Create a pool', createPool) },
  '/pools/{id}': {
    GET: route('Get a pool', getPool),
    PATCH: route('Change a pool', updatePool),
    DELETE: route('Delete a pool', deletePool),
  },
  '/fleet': { GET: route('The processes that run, and how they are', getFleet) },

  '/pools/{id}/drain': { POST: route('Let members of a pool take no new calls, or take them back', drainPool) },
  '/pools/{id}/traffic': { GET: route('Who takes the next calls, and who if members were gone', getPoolTraffic) },
  '/pools/{id}/live': { GET: route('How the members of a pool stand now', getPoolLive) },
  '/pools/{id}/calls': { POST: route('Send a pool some calls (demo only)', sendPoolCalls) },

  '/subscriptions': {
    GET: route('List subscriptions', listSubscriptions),
    POST: route('Ask for a subscription', createSubscription),
  },
  '/approvals': { GET: route('How many requests wait for a decision', getApprovals) },
  '/subscriptions/{id}': {
    GET: route('Get a subscription', getSubscription),
    PATCH: route('Rename a subscription', updateSubscription),
  },
  '/subscriptions/{id}/approve': { POST: route('Approve a subscription', approveSubscription) },
  '/subscriptions/{id}/reject': { POST: route('Reject a subscription', rejectSubscription) },
  '/subscriptions/{id}/suspend': { POST: route('Suspend a subscription', suspendSubscription) },
  '/subscriptions/{id}/resume': { POST: route('Resume a subscription', resumeSubscription) },
  '/subscriptions/{id}/cancel': { POST: route('Cancel a subscription', cancelSubscription) },
  '/subscriptions/{id}/keys': {
    GET: route('List the keys of a subscription', listSubscriptionKeys),
    POST: route('Issue a key', issueKey),
  },

  '/subscriptions/{id}/playground-key': { POST: route('Mint a ten-minute key for the playground', mintPlaygroundKey) },

  '/keys': { GET: route('List keys', listKeys) },
  '/keys/{id}': {
    GET: route('Get a key', getKey),
    PATCH: route('Change a key’s name, end, networks and rotation', updateKey),
    DELETE: route('Revoke a key', revokeKey),
  },
  '/keys/{id}/impact': { GET: route('What revoking a key would break', getKeyImpact) },
  '/keys/{id}/rotation': { GET: route('Where the traffic of a rotation is: with the old key, or with the new', getKeyRotation) },
  '/keys/{id}/rotate': { POST: route('Rotate a key', rotateKey) },

  '/limits': { GET: route('List limits', listLimits), POST: route('Create a limit', createLimit) },
  '/limits/preview': { POST: route('What a new limit would have refused', previewNewLimit) },
  '/limits/{id}/preview': { POST: route('What a limit would have refused with another amount', previewLimitChange) },
  '/limits/{id}': {
    GET: route('Get a limit', getLimit),
    PATCH: route('Change a limit', updateLimit),
    DELETE: route('Delete a limit', deleteLimit),
  },
  '/limits/{id}/raise': { POST: route('Raise a limit until a time', raiseLimit) },
  '/limits/{id}/reset': { POST: route('Set what is used of a limit to nothing', resetLimit) },
  '/limits/{id}/usage': { GET: route('What is used of a limit now', getLimitUsage) },

  '/limit-resolver': { GET: route('Which limits a caller meets, and what is left of each', resolveLimits) },
  '/limit-counting': { GET: route('Whether the gateways count limits together', getLimitCounting) },
  '/limit-events': { GET: route('List thresholds that limits have reached, newest first', listLimitEvents) },

  '/prices': { GET: route('List prices', listPrices), POST: route('Set a price from a date on', createPrice) },
  '/prices/export': {
    GET: csvRoute('The whole price book, as a file with format=csv', exportPrices, ({ items }) => ({
      filename: 'prices.csv',
      text: toCsv(priceColumns, items),
    })),
  },
  '/prices/import': { POST: route('Set prices from a file, or say what it would set', importPrices) },
  '/prices/{id}': { GET: route('Get a price', getPrice) },

  '/calls': { GET: route('List calls, newest first', listCalls) },
  '/calls/{id}': { GET: route('Get a call with its trace', getCall) },

  '/reports/usage-by': {
    GET: csvRoute('Usage by model, key, day, end user or code', getUsageBy, (report) => ({
      filename: `usage-by-${report.by}.csv`,
      text: toCsv(usageByColumns, report.items),
    })),
  },
  '/reports/usage': { GET: route('Usage over time', getUsage) },
  '/reports/overview': { GET: route('The figures of the whole platform', getOverview) },
  '/reports/unpriced-models': { GET: route('Models used without a price', getUnpricedModels) },
  '/reports/refusals': { GET: route('Why calls were refused or failed', getRefusals) },

  '/audit': { GET: route('List audit entries, newest first', listAudit) },
  '/audit/verify': { GET: route('Check that the audit trail is unbroken', verifyAudit) },

  '/management-tokens': {
    GET: route('List management tokens', listTokens),
    POST: route('Make a management token', createToken),
  },
  '/management-tokens/{id}': { DELETE: route('Revoke a management token', revokeToken) },

  ...operatingRoutes,
  ...cacheRoutes,
  ...issuerRoutes,
  ...usageRoutes,
  ...azureRoutes,
  ...financeRoutes,
  ...chargebackRoutes,
  ...budgetRoutes,
  ...anomalyRoutes,
  ...reconcileRoutes,
  ...configRoutes,
  ...basePathRoutes,

  '/links/inspect': { POST: openRoute('What a one-time link is for', inspectLink) },
  '/links/accept': { POST: openRoute('Accept a one-time link', acceptLink) },
} as const satisfies Record<string, Partial<Record<Method, Route>>>

export type RoutePath = keyof typeof routes

/** The table as a list. */
export const routeList: { path: RoutePath; method: Method; route: Route }[] = (
  Object.entries(routes) as [RoutePath, Partial<Record<Method, Route>>][]
).flatMap(([path, methods]) =>
  (Object.entries(methods) as [Method, Route][]).map(([method, entry]) => ({ path, method, route: entry })),
)
