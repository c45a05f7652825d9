/**
 * Who may do what: the one table. Platform roles act everywhere, tenant roles in their tenants, `self` on what is the
 * actor's own. The role matrix tests are generated from it.
 */
import type { Role } from '@/lib/access/roles'

export type Permission = { roles: readonly Role[]; description: string }

export const permissions = {
  'tenants.read': { roles: ['admin', 'finance', 'auditor', 'owner', 'developer', 'viewer'], description: 'See tenants' },
  'tenants.create': { roles: ['admin'], description: 'Create tenants' },
  'tenants.update': { roles: ['admin'], description: 'Change tenants' },
  'tenants.delete': { roles: ['admin'], description: 'Archive tenants' },

  'users.read': { roles: ['admin', 'auditor'], description: 'See all users' },
  'users.create': { roles: ['admin'], description: 'Create users and service accounts' },
  'users.update': { roles: ['admin'], description: 'Change, disable and enable users' },
  'users.reset': { roles: ['admin'], description: 'Make a link with which a user sets a new password' },

  'members.read': { roles: ['admin', 'auditor', 'owner', 'developer', 'viewer'], description: 'See who is in a tenant' },
  'members.create': { roles: ['admin', 'owner'], description: 'Add or invite people to a tenant' },
  'members.update': { roles: ['admin', 'owner'], description: "Change a member's role" },
  'members.delete': { roles: ['admin', 'owner'], description: 'Remove people from a tenant' },

  'sessions.read': { roles: ['admin', 'auditor', 'self'], description: 'See sessions: your own, or all' },
  'sessions.revoke': { roles: ['admin', 'self'], description: 'End sessions: your own, or all' },

  'products.read': { roles: ['admin', 'finance', 'auditor', 'owner', 'developer', 'viewer'], description: 'See products' },
  'products.create': { roles: ['admin'], description: 'Create products' },
  'products.update': { roles: ['admin'], description: 'Change products' },
  'products.publish': { roles: ['admin'], description: 'Publish, deprecate and retire products' },
  'products.delete': { roles: ['admin'], description: 'Delete products' },

  'models.read': { roles: ['admin', 'finance', 'auditor', 'owner', 'developer', 'viewer'], description: 'See models' },
  'models.create': { roles: ['admin'], description: 'Create models' },
  'models.update': { roles: ['admin'], description: 'Change models' },
  'models.delete': { roles: ['admin'], description: 'Delete models' },

  'backends.read': { roles: ['admin', 'auditor'], description: 'See backends, never their credentials' },
  'backends.create': { roles: ['admin'], description: 'Create backends' },
  'backends.update': { roles: ['admin'], description: 'Change backends and their credentials' },
  'backends.delete': { roles: ['admin'], description: 'Delete backends' },
  'backends.test': { roles: ['admin'], description: 'Test the connection to a backend' },
  'backends.simulate': { roles: ['admin'], description: 'Break a simulated backend and send it calls (demo only)' },

  'pools.read': { roles: ['admin', 'auditor'], description: 'See pools' },
  'pools.create': { roles: ['admin'], description: 'Create pools' },
  'pools.update': { roles: ['admin'], description: 'Change pools' },
  'pools.delete': { roles: ['admin'], description: 'Delete pools' },

  'subscriptions.read': {
    roles: ['admin', 'finance', 'auditor', 'owner', 'developer', 'viewer'],
    description: 'See subscriptions',
  },
  'subscriptions.create': { roles: ['admin', 'owner', 'developer'], description: 'Ask for a subscription' },
  'subscriptions.update': { roles: ['admin', 'owner', 'developer'], description: 'Rename a subscription' },
  'subscriptions.decide': { roles: ['admin'], description: 'Approve and reject subscriptions somebody else asked for' },
  'subscriptions.suspend': { roles: ['admin'], description: 'Suspend and resume subscriptions' },
  'subscriptions.cancel': { roles: ['admin', 'owner'], description: 'Cancel subscriptions' },

  'keys.read': { roles: ['admin', 'auditor', 'owner', 'developer', 'viewer'], description: 'See keys, never their secret' },
  'keys.create': { roles: ['admin', 'owner', 'developer'], description: 'Issue keys' },
  'keys.update': {
    roles: ['admin', 'owner', 'developer'],
    description: 'Change a key’s name, end, networks and rotation',
  },
  'keys.rotate': { roles: ['admin', 'owner', 'developer'], description: 'Rotate keys' },
  'keys.revoke': { roles: ['admin', 'owner', 'developer'], description: 'Revoke keys' },

  'limits.read': { roles: ['admin', 'finance', 'auditor', 'owner', 'developer', 'viewer'], description: 'See limits' },
  'limits.create': { roles: ['admin', 'owner'], description: 'Create limits; an owner only for the own tenant' },
  'limits.update': { roles: ['admin', 'owner'], description: 'Change limits; an owner only those owners set' },
  'limits.delete': { roles: ['admin', 'owner'], description: 'Delete limits; an owner only those owners set' },
  'limits.preview': { roles: ['admin', 'owner'], description: 'See what a limit would have refused' },
  'limits.raise': { roles: ['admin'], description: 'Raise a limit until a time' },
  'limits.reset': { roles: ['admin'], description: 'Set what is used of a limit to nothing' },

  'prices.read': { roles: ['admin', 'finance', 'auditor', 'owner', 'developer', 'viewer'], description: 'See prices' },
  'prices.create': { roles: ['admin', 'finance'], description: 'Set prices from a date on' },

  'contracts.read': { roles: ['admin', 'finance', 'auditor'], description: 'See discounts and margins' },
  'contracts.create': { roles: ['admin', 'finance'], description: 'Agree on discounts and margins from a date on' },

  'commitments.read': { roles: ['admin', 'finance', 'auditor'], description: 'See provisioned throughput and how much is used' },
  'commitments.create': { roles: ['admin', 'finance'], description: 'Register provisioned throughput' },
  'commitments.end': { roles: ['admin', 'finance'], description: 'End provisioned throughput earlier' },
  'commitments.reallocate': { roles: ['admin', 'finance'], description: 'Allocate its hours again, after late calls' },

  'reratings.read': { roles: ['admin', 'finance', 'auditor'], description: 'See what re-ratings have found' },
  'reratings.create': { roles: ['admin', 'finance'], description: 'Work out what calls would have cost' },
  'reratings.decide': { roles: ['admin', 'finance'], description: 'Book or discard a re-rating somebody else worked out' },

  'rates.read': { roles: ['admin', 'finance', 'auditor', 'owner'], description: 'See exchange rates and the reporting currency' },
  'rates.create': { roles: ['admin', 'finance'], description: 'Publish exchange rates' },
  'rates.update': { roles: ['admin', 'finance'], description: 'Change the reporting currency' },

  'issuers.read': { roles: ['admin', 'auditor'], description: 'See whose tokens callers may bring' },
  'issuers.create': { roles: ['admin'], description: 'Trust the tokens of an issuer' },
  'issuers.update': { roles: ['admin'], description: 'Change what is asked of an issuer’s tokens' },
  'issuers.delete': { roles: ['admin'], description: 'Trust an issuer no longer' },
  'issuers.test': { roles: ['admin'], description: 'Ask an issuer for its keys' },
  'issuers.check': { roles: ['admin'], description: 'See what the gateway would make of a token' },

  'calls.read': {
    roles: ['admin', 'finance', 'auditor', 'owner', 'developer', 'viewer'],
    description: 'See calls: who, what, outcome, tokens, cost',
  },
  'calls.trace': {
    roles: ['admin', 'auditor', 'owner', 'developer'],
    description: 'See which key made a call and how it was decided',
  },

  'reports.chargeback': { roles: ['admin', 'finance', 'auditor', 'owner'], description: 'See who spent what' },
  'reports.usage': {
    roles: ['admin', 'finance', 'auditor', 'owner', 'developer', 'viewer'],
    description: 'See usage over time',
  },
  'reports.overview': { roles: ['admin', 'finance', 'auditor'], description: 'See the figures of the whole platform' },

  'statements.read': { roles: ['admin', 'finance', 'auditor', 'owner'], description: 'See closed months' },
  'statements.close': { roles: ['admin', 'finance'], description: 'Close a month' },
  'statements.reopen': { roles: ['admin', 'finance'], description: 'Re-open a closed month, with a reason' },

  'reconciliations.read': { roles: ['admin', 'finance', 'auditor'], description: 'See providers’ bills beside the ledger' },
  'reconciliations.create': { roles: ['admin', 'finance'], description: 'Lay a provider’s bill beside the ledger' },

  'budgets.read': {
    roles: ['admin', 'finance', 'auditor', 'owner'],
    description: 'See budgets; an owner those of the own tenants',
  },
  'budgets.create': { roles: ['admin', 'finance'], description: 'Plan budgets' },
  'budgets.update': { roles: ['admin', 'finance'], description: 'Change budgets; more money goes by approval' },
  'budgets.delete': { roles: ['admin', 'finance'], description: 'Delete budgets' },
  'budgets.raise': { roles: ['admin', 'finance', 'owner'], description: 'Ask for a larger budget' },
  'budgets.decide': { roles: ['admin', 'finance'], description: 'Approve and reject larger budgets somebody else asked for' },

  'cache.read': { roles: ['admin', 'finance', 'auditor'], description: 'See what the cache answered and saved' },
  'cache.purge': { roles: ['admin'], description: 'Purge kept answers' },

  'fleet.read': { roles: ['admin', 'auditor'], description: 'See the processes that run, and how they are' },

  'config.read': { roles: ['admin', 'auditor'], description: 'Export the configuration, and compare a document with it' },
  'config.apply': { roles: ['admin'], description: 'Apply a configuration document' },

  'audit.read': { roles: ['admin', 'auditor', 'owner'], description: 'See who changed what; an owner in the own tenant' },
  'audit.restore': { roles: ['admin'], description: 'Bring a former version of something back' },
  'audit.erase': { roles: ['admin'], description: "Take a person's name and address out of the audit trail" },
  'audit.verify': { roles: ['admin', 'auditor'], description: 'Check that the audit trail is unbroken' },

  'alerts.read': { roles: ['admin', 'finance', 'auditor'], description: 'See alerts' },
  'alerts.acknowledge': { roles: ['admin'], description: 'Acknowledge alerts' },
  'rules.read': { roles: ['admin', 'finance', 'auditor'], description: 'See which figures are watched' },
  'rules.create': { roles: ['admin'], description: 'Watch a figure' },
  'rules.update': { roles: ['admin'], description: 'Change and silence what is watched' },
  'rules.delete': { roles: ['admin'], description: 'Watch a figure no longer' },
  'channels.read': { roles: ['admin', 'auditor'], description: 'See where notices go, never a secret' },
  'channels.create': { roles: ['admin'], description: 'Make channels for notices' },
  'channels.update': { roles: ['admin'], description: 'Change channels and their secrets' },
  'channels.delete': { roles: ['admin'], description: 'Delete channels' },
  'channels.test': { roles: ['admin'], description: 'Send a channel a test' },
  'notices.read': { roles: ['admin', 'auditor'], description: 'See what was sent to whom, and whether it arrived' },
  'notices.retry': { roles: ['admin'], description: 'Send a notice again' },

  'bases.read': { roles: ['admin', 'auditor'], description: 'See further base paths of the gateway' },
  'bases.create': { roles: ['admin'], description: 'Let calls come in by further base paths' },
  'bases.delete': { roles: ['admin'], description: 'Take a base path away' },

  'azure.read': {
    roles: ['admin', 'auditor'],
    description: 'See API Management instances, what was read from them, and how they differ from here',
  },
  'azure.create': { roles: ['admin'], description: 'Connect API Management instances' },
  'azure.update': { roles: ['admin'], description: 'Change how API Management instances are reached, and who owns what' },
  'azure.delete': { roles: ['admin'], description: 'Disconnect API Management instances' },
  'azure.test': { roles: ['admin'], description: 'Test the connection to an API Management instance' },
  'azure.fetch': { roles: ['admin'], description: 'Read an API Management instance, or compare it with what is here' },
  'azure.import': { roles: ['admin'], description: 'Plan what an instance becomes here, and bring it over' },
  'usage.read': { roles: ['admin', 'finance', 'auditor'], description: 'See usage measured by API Management' },
  'usage.import': { roles: ['admin', 'finance'], description: 'Bring usage API Management has measured into the ledger' },
  'azure.publish': { roles: ['admin'], description: 'Write to an API Management instance, and take writes back' },

  'settings.read': { roles: ['admin', 'auditor'], description: 'See the settings, never a secret' },
  'settings.update': { roles: ['admin'], description: 'Change the settings' },

  'tokens.read': { roles: ['admin', 'auditor', 'self'], description: 'See management tokens: your own, or all' },
  'tokens.create': { roles: ['self'], description: 'Make management tokens for yourself; an admin for service accounts' },
  'tokens.revoke': { roles: ['admin', 'self'], description: 'Revoke management tokens: your own, or all' },

  'me.read': { roles: ['self'], description: 'See your own account' },
  'me.update': { roles: ['self'], description: 'Change your own name and password' },

  'links.create': { roles: [], description: 'Make the link that sets up an empty installation (the process itself)' },
  'links.accept': { roles: [], description: 'Accept a one-time link (whoever holds it)' },
} as const satisfies Record<string, Permission>

export type Action = keyof typeof permissions

export const actions = Object.keys(permissions) as Action[]

/** The roles that may do it, as plain roles. */
export function rolesFor(action: Action): readonly Role[] {
  return permissions[action].roles
}

export function isAction(text: string): text is Action {
  return Object.hasOwn(permissions, text)
}
