import { optionsOf } from '@/components/data-table/columns'
import type { TableQuerySpec } from '@/components/data-table/table-query'
import { backendLookup, modelLookup } from '@/components/form/lookups'

import { priceStates } from '@/lib/contracts/enumerations'

/** By code alone: the names differ between server and browser. */
const filteredCurrencies = ['USD', 'EUR', 'GBP', 'CHF', 'SEK', 'NOK', 'DKK', 'JPY', 'CAD', 'AUD']

const priceSpec: TableQuerySpec = {
  filters: [
    { name: 'state', label: 'State', options: optionsOf(priceStates) },
    { name: 'model', label: 'Model', lookup: modelLookup },
    { name: 'backendId', label: 'Backend', lookup: backendLookup },
    { name: 'currency', label: 'Currency', options: optionsOf(filteredCurrencies) },
  ],
  defaultSort: 'model',
}

const specWithoutBackends: TableQuerySpec = {
  ...priceSpec,
  filters: priceSpec.filters?.filter(({ name }) => name !== 'backendId'),
}

/** Backends are not for everybody who sees prices. */
export function pricesFor(canSeeBackends: boolean): TableQuerySpec {
  return canSeeBackends ? priceSpec : specWithoutBackends
}

/** Those of one model, on its own page. */
export function pricesOf(model: string) {
  return { fixed: { model }, prefix: 'prices.', defaultSort: '-effectiveFrom' }
}
