/** One model per provider of the simulator, and a key for all of them. */
import type { Api } from '@/lib/boot/testing/estate'
import { accountKeyFile } from '@/lib/boot/testing/google-account'
import { untilInForce } from '@/lib/boot/testing/pool-estate'
import type { Target } from '@/lib/boot/testing/target'

export type ProviderName =
  | 'openai'
  | 'azure-openai'
  | 'anthropic'
  | 'gemini'
  | 'vertex'
  | 'bedrock'
  | 'cohere'
  | 'mistral'
  | 'azure-ai'
  | 'groq'
  | 'together'
  | 'openrouter'
  | 'vllm'
  | 'ollama'

type ProviderPlan = { path: string; credential: { kind: string } & Record<string, unknown>; deployment: string; embeds?: string }

export const providerPlans: Record<ProviderName, ProviderPlan> = {
  openai: { path: '/openai/v1', credential: { kind: 'api-key', value: 'sk-sim-openai-key' }, deployment: 'gpt-4o-mini' },
  'azure-openai': {
    path: '/apimaoai01',
    credential: { kind: 'api-key', value: 'sim-apimaoai01-key' },
    deployment: 'chat-mini-01',
  },
  anthropic: { path: '/anthropic', credential: { kind: 'api-key', value: 'sk-ant-sim-key' }, deployment: 'claude-sonnet-4-5' },
  gemini: { path: '/gemini/v1beta', credential: { kind: 'api-key', value: 'AIza-sim-key' }, deployment: 'gemini-2.5-flash' },
  vertex: {
    path: '/vertex/v1/projects/my-project/locations/europe-west4',
    credential: { kind: 'service-account', json: accountKeyFile },
    deployment: 'gemini-2.5-flash',
  },
  bedrock: {
    path: '/bedrock',
    credential: {
      kind: 'aws-access-key',
      accessKeyId: 'AKIASIMULATED',
      secretAccessKey: 'simulated-secret-access-key',
      region: 'us-east-1',
    },
    deployment: 'anthropic.claude-sonnet-4-5-20250929-v1:0',
  },
  cohere: withKey('/cohere', 'sim-cohere-key', 'command-a-03-2025'),
  mistral: withKey('/mistral/v1', 'sim-mistral-key', 'mistral-large-latest'),
  'azure-ai': withKey('/azure-ai/models', 'sim-azure-ai-key', 'Llama-3.3-70B-Instruct'),
  groq: withKey('/groq/openai/v1', 'gsk-sim-key', 'llama-3.3-70b-versatile'),
  together: withKey('/together/v1', 'sim-together-key', 'meta-llama/Llama-3.3-70B-Instruct-Turbo'),
  openrouter: withKey('/openrouter/api/v1', 'sk-or-sim-key', 'meta-llama/llama-3.3-70b-instruct'),
  vllm: withKey('/vllm/v1', 'sim-vllm-key', 'Qwen/Qwen3-32B'),
  ollama: withKey('/ollama/v1', 'sim-ollama-key', 'llama3.3'),
}

function withKey(path: string, value: string, deployment: string): ProviderPlan {
  return { path, credential: { kind: 'api-key', value }, deployment }
}

export type ProviderEstate = {
  tenantId: string
  key: string
  /** Of a product that leaves out what a provider cannot do, and says so. */
  lenientKey: string
  modelOf(provider: ProviderName): string
}

export async function buildProviders(target: Pick<Target, 'api' | 'simulatorUrl' | 'url'>, tag: string): Promise<ProviderEstate> {
  const { api, simulatorUrl } = target
  const modelOf = (provider: string) => `${provider}-${tag}`
  for (const [provider, plan] of Object.entries(providerPlans))
    await buildProvider(api, simulatorUrl, provider, modelOf(provider), plan)
  const models = Object.keys(providerPlans).map(modelOf)
  const tenant = await api('POST', '/tenants', { name: `All ${tag}`, costCentre: 'CC', timeZone: 'UTC', currency: 'USD' })
  const keyOf = async (name: string, settings: object) => {
    const product = await api('POST', '/products', { name: `${name} ${tag}`, models, requiresApproval: false, ...settings })
    await api('POST', `/products/${product.id}/publish`, {}, product.version)
    const subscription = await api('POST', '/subscriptions', {
      tenantId: tenant.id,
      productId: product.id,
      name: `${name} ${tag}`,
    })
    const { key } = await api('POST', `/subscriptions/${subscription.id}/keys`, { slot: 'primary' })
    await untilInForce(target as Target, key)
    return key
  }
  return {
    tenantId: tenant.id,
    key: await keyOf('all', {}),
    lenientKey: await keyOf('lenient', { dropsUnsupported: true }),
    modelOf,
  }
}

async function buildProvider(api: Api, simulatorUrl: string, provider: string, model: string, plan: ProviderPlan): Promise<void> {
  const backend = await api('POST', '/backends', {
    name: model,
    provider,
    baseUrl: simulatorUrl + plan.path,
    credential: plan.credential,
    deployments: [{ model, name: plan.deployment }],
  })
  const pool = await api('POST', '/pools', { name: model, members: [{ backendId: backend.id, priority: 1, weight: 1 }] })
  const shape = { capabilities: ['chat', 'embeddings'], contextWindow: 128_000, maxOutputTokens: 8_192 }
  await api('POST', '/models', { name: model, poolId: pool.id, ...shape })
  const perMillion = { input: '1', cacheRead: '0.1', cacheWrite: '1.25', cacheWrite1h: '2', output: '4', reasoning: '4' }
  await api('POST', '/prices', { model, currency: 'USD', effectiveFrom: '2026-01-01T00:00:00Z', perMillion })
}
