/** What the plan of an instance calls things. */
import type { TableQuerySpec } from '@/components/data-table/table-query'
import type { Tone } from '@/components/ui/badge'
import { countOf } from '@/components/ui/number-text'
import type { AzurePlan } from '@/lib/contracts/azure-import'
import type { AzureKind, AzurePlanItem, AzureVerdict } from '@/lib/contracts/azure-plan'

export const verdictTitles: Record<AzureVerdict, string> = { maps: 'maps', loss: 'with loss', not: 'does not map' }
export const verdictTones: Record<AzureVerdict, Tone> = { maps: 'good', loss: 'warn', not: 'bad' }

export const planKindTitles: Record<AzureKind, string> = {
  api: 'API',
  product: 'Product',
  subscription: 'Subscription',
  backend: 'Backend or pool',
  policy: 'Policy',
  group: 'Group',
  user: 'User',
  namedValue: 'Named value',
  model: 'Model',
  diagnostic: 'Diagnostic',
}

const nounWords: Record<string, [string, string]> = {
  tenants: ['tenant', 'tenants'],
  backends: ['backend', 'backends'],
  pools: ['pool', 'pools'],
  models: ['model', 'models'],
  products: ['product', 'products'],
  limits: ['limit', 'limits'],
  subscriptions: ['subscription', 'subscriptions'],
  bases: ['base path', 'base paths'],
}

export function describeMakes(noun: string, count: number): string {
  const [one, many] = nounWords[noun] ?? [noun, noun]
  return countOf(count, one, many)
}

/** "412 things map, 9 with loss, 5 do not." */
export function describeCounts({ maps, loss, not }: AzurePlan['counts']): string {
  return `${countOf(maps, 'thing maps', 'things map')}, ${loss} with loss, ${not} ${not === 1 ? 'does' : 'do'} not.`
}

export function describePlace({ place, name }: AzurePlanItem): string {
  return place ? `${place.policy} ${place.line}:${place.column}` : name
}

export const planSpec: TableQuerySpec = {
  filters: [
    {
      name: 'verdict',
      label: 'Verdict',
      options: Object.entries(verdictTitles).map(([value, label]) => ({ value, label })),
    },
    { name: 'kind', label: 'Kind', options: Object.entries(planKindTitles).map(([value, label]) => ({ value, label })) },
  ],
}

export const tenantChoices = [
  { value: 'group', label: 'The group of who owns a subscription' },
  { value: 'user', label: 'Each user who owns one' },
  { value: 'product', label: 'The product it is for' },
  { value: 'one', label: 'One tenant for all' },
]
