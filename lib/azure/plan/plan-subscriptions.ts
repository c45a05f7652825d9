/** Subscriptions with their keys, and the tenants that pay for them. */
import type { Estate, EstateSubscription } from '@/lib/azure/apim/estate'
import { type Draft, keyOf, make, nameFrom, say } from '@/lib/azure/plan/draft'
import type { PlannedProducts } from '@/lib/azure/plan/plan-products'
import type { AzureChoices } from '@/lib/contracts/azure-plan'

const kept = new Set(['active', 'suspended', 'submitted'])

/** Answers the tenants that pay, by what of the instance each was. */
export function planSubscriptions(
  draft: Draft,
  estate: Estate,
  products: PlannedProducts,
  choices: AzureChoices,
  present: readonly string[],
): Map<string, string> {
  const tenants = new Map<string, string>()
  const bySource = new Map<string, string>()
  const tenantOf = tenantFinder(estate, choices)
  const named = new Set<string>()
  const blocked = new Set(estate.users.filter((user) => user.state === 'blocked').map(({ name }) => name))
  for (const subscription of estate.subscriptions) {
    const { name, displayName, state, scope, owner, expirationDate } = subscription
    const said = {
      kind: 'subscription' as const,
      name,
      title: displayName,
      there: { state, scope: scopeWords(scope), owner, expires: expirationDate },
    }
    const product = products.productOf(subscription)
    if (!kept.has(state)) {
      say(draft, { ...said, verdict: 'not', reason: `It is ${state}: nobody calls with it.` })
    } else if (!product) {
      say(draft, { ...said, verdict: 'not', reason: 'What its keys open is no API of models.' })
    } else {
      const { source, wanted } = tenantOf(subscription)
      // One that is here already takes them in.
      const known = present.find((name) => name.toLowerCase() === wanted.toLowerCase())
      const tenant = tenants.get(wanted) ?? known ?? makeTenant(draft, choices, source, wanted)
      tenants.set(wanted, tenant)
      bySource.set(source, tenant)
      const own = distinct(named, tenant, nameFrom(displayName, name))
      const isBlocked = owner !== null && blocked.has(owner)
      const stateHere = isBlocked || product.isShut ? 'suspended' : state
      const doc = { tenant, product: product.name, state: stateHere, expiresAt: null, cidrs: product.cidrs }
      draft.docs.subscriptions.push({ source: keyOf('subscription', name), name: own, doc })
      const losses = [
        ...(expirationDate ? ['Its expiration date is only a note there and is left out'] : []),
        ...(isBlocked ? [`Its owner ${owner} is blocked there, so that nobody calls with it: it is suspended here`] : []),
        ...(product.isShut
          ? ['From which networks its keys may call cannot be said here: it is suspended until somebody has looked']
          : []),
      ]
      say(draft, {
        ...said,
        verdict: losses.length === 0 ? 'maps' : 'loss',
        reason:
          losses.length === 0
            ? 'A subscription with the same two keys: its callers change the host and nothing else.'
            : `${losses.join('. ')}.`,
        here: [{ noun: 'subscriptions', name: own, fields: { tenant, product: product.name, state: stateHere } }],
      })
    }
  }
  return bySource
}

type Found = { source: string; wanted: string }

/** Whose it is, as the admin has chosen to see it. */
function tenantFinder(estate: Estate, { tenantsBy, defaultTenant, tenantNames }: AzureChoices) {
  const groupOf = new Map<string, { name: string; title: string }>()
  for (const group of estate.groups) {
    if (group.builtIn || group.kind === 'system') continue
    for (const member of group.members)
      if (!groupOf.has(member)) groupOf.set(member, { name: group.name, title: group.displayName })
  }
  const users = new Map(estate.users.map((user) => [user.name, user]))
  const titles = new Map(estate.products.map((product) => [product.name, product.displayName]))
  const finders: Record<AzureChoices['tenantsBy'], (one: EstateSubscription) => Found | null> = {
    one: () => null,
    group: ({ owner }) => {
      const group = owner === null ? undefined : groupOf.get(owner)
      return group ? { source: keyOf('group', group.name), wanted: group.title } : null
    },
    user: ({ owner }) => {
      const user = owner === null ? undefined : users.get(owner)
      if (!user) return null
      const title = [user.firstName, user.lastName].filter(Boolean).join(' ')
      return { source: keyOf('user', user.name), wanted: title || (user.email ?? user.name) }
    },
    product: ({ scope }) =>
      scope.kind === 'product'
        ? { source: `${keyOf('product', scope.product)} tenant`, wanted: titles.get(scope.product) ?? scope.product }
        : null,
  }
  return (subscription: EstateSubscription): Found => {
    const found = finders[tenantsBy](subscription) ?? { source: 'tenant:*', wanted: defaultTenant }
    return { source: found.source, wanted: tenantNames[found.wanted] ?? nameFrom(found.wanted, defaultTenant) }
  }
}

function makeTenant(draft: Draft, { currency, timeZone }: AzureChoices, source: string, wanted: string): string {
  return make(draft, 'tenants', source, wanted, { costCentre: wanted.slice(0, 60), timeZone, currency })
}

/** Within a tenant a name is one subscription's. */
function distinct(named: Set<string>, tenant: string, name: string): string {
  let own = name
  for (let n = 2; named.has(`${tenant}\n${own}`); n++) own = `${name.slice(0, 115)} ${n}`
  named.add(`${tenant}\n${own}`)
  return own
}

function scopeWords(scope: EstateSubscription['scope']): string {
  switch (scope.kind) {
    case 'service':
      return 'all access'
    case 'apis':
      return 'all APIs'
    case 'api':
      return `API ${scope.api}`
    case 'product':
      return `product ${scope.product}`
  }
}
