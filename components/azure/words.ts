/** What the pages of API Management call things. */
import type { AzureInstance, AzureRead } from '@/lib/contracts/azure-instance'
import type { AzureEstateKind } from '@/lib/contracts/azure-words'

export const kindTitles: Record<AzureEstateKind, string> = {
  apis: 'APIs',
  products: 'Products',
  subscriptions: 'Subscriptions',
  backends: 'Backends',
  pools: 'Pools',
  namedValues: 'Named values',
  fragments: 'Policy fragments',
  policies: 'Policies',
  users: 'Users',
  groups: 'Groups',
}

/** The columns of each kind, beside its name. */
export const kindFacts: Record<AzureEstateKind, readonly string[]> = {
  apis: ['Path', 'Service URL', 'Key header', 'Operations'],
  products: ['State', 'Approval', 'APIs', 'Groups'],
  subscriptions: ['State', 'Scope', 'Owner', 'Made'],
  backends: ['URL', 'Credential', 'Breaker'],
  pools: ['Members', 'Backends'],
  namedValues: ['Value', 'Tags'],
  fragments: ['Description'],
  policies: ['Lines'],
  users: ['E-mail', 'State'],
  groups: ['Kind', 'Members'],
}

export const cloudChoices = [
  { value: 'public', label: 'Azure' },
  { value: 'usgov', label: 'Azure Government (US)' },
  { value: 'china', label: 'Azure operated by 21Vianet (China)' },
  { value: 'custom', label: 'Addresses of our own' },
]

export const credentialChoices = [
  { value: 'service-principal', label: 'Service principal with a client secret' },
  { value: 'managed-identity', label: 'Managed identity of this host' },
  { value: 'azure-cli', label: 'Azure CLI account of this host' },
]

export function describeCredential({ kind }: AzureInstance['credential']): string {
  return credentialChoices.find(({ value }) => value === kind)?.label ?? kind
}

/** `operations/azure-openai` → “operations of azure-openai”. */
export function describeStep(step: string): string {
  const at = step.indexOf('/')
  const kind = at < 0 ? step : step.slice(0, at)
  const words: Record<string, string> = {
    service: 'the instance',
    apis: 'APIs',
    namedValues: 'named values',
    fragments: 'policy fragments',
    allPolicies: 'where policies are',
    productApis: 'APIs of',
    productGroups: 'groups of',
    members: 'members of',
    operations: 'operations of',
    policy: 'the policy of',
  }
  const name = at < 0 ? '' : step.slice(at + 1)
  return `${words[kind] ?? kind}${at < 0 ? '' : ` ${name || 'all APIs'}`}`
}

export function describeRead(read: AzureRead | null): string {
  if (read === null) return 'not read yet'
  if (read.state === 'running') return 'being read'
  return read.state === 'failed' ? 'reading it failed' : 'read'
}
