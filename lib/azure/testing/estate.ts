/** An estate as people have it in front of Azure OpenAI, for tests: two regions in a pool, two products, limits, a cache. */
import { type Estate, type EstateApi, type EstateBackend, type EstateSubscription, emptyEstate } from '@/lib/azure/apim/estate'

export function genaiEstate(over: Partial<Estate> = {}): Estate {
  const service = {
    name: 'contoso-ai',
    location: 'Sweden Central',
    sku: 'StandardV2',
    gatewayUrl: 'https://contoso-ai.example',
    identity: 'SystemAssigned',
  }
  return {
    ...emptyEstate(service),
    apis: [openaiApi],
    products: [
      productOf('starter', 'Starter', ['azure-openai'], { subscriptionsLimit: 2 }),
      productOf('gold', 'Gold', ['azure-openai'], { approvalRequired: true }),
      productOf('echo', 'Echo', ['echo-api']),
    ],
    backends: [
      backendOf('openai-swedencentral', 'https://one.openai.azure.com/openai'),
      backendOf('openai-westeurope', 'https://two.openai.azure.com/openai'),
      {
        ...backendOf('openai-pool', 'https://pool.example'),
        pool: [
          { backend: 'openai-swedencentral', priority: 1, weight: 100 },
          { backend: 'openai-westeurope', priority: 2, weight: 50 },
        ],
      },
    ],
    groups: [
      {
        name: 'research',
        displayName: 'Research',
        description: null,
        kind: 'custom',
        externalId: null,
        builtIn: false,
        members: ['ada'],
      },
      {
        name: 'developers',
        displayName: 'Developers',
        description: null,
        kind: 'system',
        externalId: null,
        builtIn: true,
        members: [],
      },
    ],
    users: [
      { name: 'ada', email: 'ada@example.com', firstName: 'Ada', lastName: 'L', state: 'active', note: null, identities: [] },
    ],
    namedValues: [
      { name: 'tpm', displayName: 'tpm', tags: [], isSecret: false, value: '5000', keyVault: null },
      { name: 'one-key', displayName: 'one-key', tags: [], isSecret: true, value: null, keyVault: null },
    ],
    subscriptions: [
      subscriptionOf('s-ada', { kind: 'product', product: 'starter' }, 'ada'),
      subscriptionOf('s-alone', { kind: 'product', product: 'gold' }, null),
      subscriptionOf('s-api', { kind: 'api', api: 'azure-openai' }, null),
      { ...subscriptionOf('s-gone', { kind: 'product', product: 'gold' }, null), state: 'cancelled' },
    ],
    policies: [
      {
        scope: { kind: 'api', api: 'azure-openai' },
        xml: `<policies>
  <inbound>
    <base />
    <set-backend-service backend-id="openai-pool" />
    <azure-openai-emit-token-metric namespace="x"><dimension name="Subscription ID" /></azure-openai-emit-token-metric>
    <llm-content-safety backend-id="safety" />
  </inbound>
  <backend><retry count="2" interval="0" condition="@(context.Response.StatusCode == 429)"><forward-request /></retry></backend>
  <outbound><base /></outbound>
</policies>`,
      },
      {
        scope: { kind: 'product', product: 'starter' },
        xml: `<policies><inbound><base />
  <llm-token-limit counter-key="@(context.Subscription.Id)" tokens-per-minute="{{tpm}}" token-quota="100000" token-quota-period="Daily"
    estimate-prompt-tokens="true" remaining-tokens-header-name="X-Left" />
</inbound></policies>`,
      },
    ],
    ...over,
  }
}

export const openaiApi: EstateApi = {
  name: 'azure-openai',
  displayName: 'Azure OpenAI',
  description: null,
  path: 'aoai/contoso',
  serviceUrl: null,
  protocols: ['https'],
  subscriptionRequired: true,
  keyNames: { header: 'api-key', query: 'subscription-key' },
  type: 'http',
  revision: '1',
  isCurrent: true,
  version: null,
  operations: [
    { name: 'chat', displayName: 'Chat', method: 'POST', urlTemplate: '/openai/deployments/{deployment-id}/chat/completions' },
  ],
}

export function productOf(name: string, displayName: string, apis: readonly string[], over: object = {}) {
  return {
    name,
    displayName,
    description: null,
    terms: null,
    state: 'published' as const,
    subscriptionRequired: true,
    approvalRequired: false,
    subscriptionsLimit: null,
    apis,
    groups: [],
    ...over,
  }
}

export function backendOf(name: string, url: string): EstateBackend {
  return {
    name,
    title: null,
    description: null,
    url,
    protocol: 'http',
    resourceId: null,
    credentials: {
      kind: 'headers',
      headers: [{ name: 'api-key', namedValue: 'one-key', isSecret: false }],
      query: [],
      authorizationScheme: null,
    },
    circuitBreaker: [
      {
        name: 'busy',
        count: 3,
        percentage: null,
        interval: 'PT5M',
        tripDuration: 'P1D',
        acceptRetryAfter: true,
        statusCodeRanges: [{ min: 429, max: 429 }],
        errorReasons: [],
      },
    ],
    pool: null,
    tls: { validateChain: true, validateName: true },
  }
}

export function subscriptionOf(name: string, scope: EstateSubscription['scope'], owner: string | null): EstateSubscription {
  return {
    name,
    displayName: `Subscription ${name}`,
    scope,
    owner,
    state: 'active',
    createdDate: null,
    startDate: null,
    expirationDate: null,
    endDate: null,
    stateComment: null,
  }
}
