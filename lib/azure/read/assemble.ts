/** The parts of a reading, put together. */
import type { Estate, EstateService } from '@/lib/azure/apim/estate'

/** `listed` has the items of a step, all pages of it. */
export function assembleEstate(listed: (step: string) => unknown[], steps: readonly string[]): Estate {
  const items = <T>(step: string) => listed(step) as T[]
  const named = <T>(step: string) => items<T & { name: string }>(step)
  const [service] = items<EstateService>('service')
  return {
    service: service ?? { name: '', location: null, sku: null, gatewayUrl: null, identity: null },
    apis: named<Estate['apis'][number]>('apis').map((api) => ({ ...api, operations: items(`operations/${api.name}`) })),
    products: named<Estate['products'][number]>('products').map((product) => ({
      ...product,
      apis: items<string>(`productApis/${product.name}`),
      groups: items<string>(`productGroups/${product.name}`),
    })),
    subscriptions: items('subscriptions'),
    backends: items('backends'),
    namedValues: items('namedValues'),
    fragments: items('fragments'),
    policies: steps.filter((step) => step.startsWith('policy/')).flatMap((step) => items<Estate['policies'][number]>(step)),
    users: items('users'),
    groups: named<Estate['groups'][number]>('groups').map((group) => ({ ...group, members: items(`members/${group.name}`) })),
    loggers: items('loggers'),
    diagnostics: items('diagnostics'),
  }
}

export function countsOf(estate: Estate): Record<string, number> {
  return {
    apis: estate.apis.length,
    products: estate.products.length,
    subscriptions: estate.subscriptions.length,
    backends: estate.backends.filter(({ pool }) => pool === null).length,
    pools: estate.backends.filter(({ pool }) => pool !== null).length,
    namedValues: estate.namedValues.length,
    fragments: estate.fragments.length,
    policies: estate.policies.length,
    users: estate.users.length,
    groups: estate.groups.length,
  }
}
