/** The closed lists of API Management's pages: no zod, so that pages do not carry it. */
export const azureClouds = ['public', 'usgov', 'china', 'custom'] as const
export const azureCredentialKinds = ['service-principal', 'managed-identity', 'azure-cli'] as const
export const azureReadStates = ['running', 'done', 'failed'] as const

/** What an instance is made of, in the order people look for it. */
export const azureEstateKinds = [
  'apis',
  'products',
  'subscriptions',
  'backends',
  'pools',
  'namedValues',
  'fragments',
  'policies',
  'users',
  'groups',
] as const

export type AzureEstateKind = (typeof azureEstateKinds)[number]

/** What publishing writes, in the order in which it is made; it is deleted in the reverse one. */
export const azurePublishKinds = [
  'backends',
  'pools',
  'policyFragments',
  'apis',
  'apiOperations',
  'products',
  'productApis',
  'productPolicies',
  'subscriptions',
] as const

export const azureWriteStates = ['pending', 'done', 'failed', 'reverted'] as const
export const azurePublishActions = ['create', 'update', 'delete', 'keep', 'conflict'] as const
