const providerWords: Record<string, string> = {
  openai: 'OpenAI',
  'azure-openai': 'Azure OpenAI',
  'openai-compatible': 'OpenAI-compatible',
  anthropic: 'Anthropic',
  gemini: 'Google Gemini',
  vertex: 'Google Vertex AI',
  bedrock: 'AWS Bedrock',
  mistral: 'Mistral',
  cohere: 'Cohere',
  'azure-ai': 'Azure AI model inference',
  groq: 'Groq',
  together: 'Together',
  openrouter: 'OpenRouter',
  vllm: 'vLLM',
  ollama: 'Ollama',
  http: 'Any HTTP service',
}
const credentialWords: Record<string, string> = {
  none: 'none',
  'api-key': 'API key',
  'service-account': 'service account',
  'aws-access-key': 'AWS access key',
  'managed-identity': 'managed identity',
  'key-vault': 'Key Vault reference',
}

/** A provider by the name people know it by. */
export function describeProvider(provider: string): string {
  return providerWords[provider] ?? provider
}

/** The kind of a credential; what it is cannot be read back. */
export function describeCredential(credential: { kind: string }): string {
  return credentialWords[credential.kind] ?? credential.kind
}

/** What becomes of an answer whose caller has hung up. */
export const drainChoices = [
  { value: 'true', label: 'read every answer to its end, within bounds' },
  { value: 'false', label: 'cancel at once' },
]

export function describeDrain(drains: boolean | null): string {
  const chosen = drainChoices.find(({ value }) => value === String(drains))
  return chosen?.label ?? 'plain answers are read to their end, streams cancelled'
}

export const providerChoices = Object.entries(providerWords).map(([value, label]) => ({ value, label }))
/** What can be chosen at a provider. Azure's models take this host's own identity. */
export function credentialChoicesOf(provider: string): { value: string; label: string }[] {
  const own = credentialKindOf(provider)
  const identity = provider === 'azure-openai' || provider === 'azure-ai' ? ['managed-identity'] : []
  const kinds = provider === 'vertex' ? [own, 'none'] : [...new Set([own, ...identity, 'api-key', 'key-vault', 'none'])]
  return kinds.map((value) => ({ value, label: credentialWords[value] ?? value }))
}

/** The kind of credential a provider asks for. */
export function credentialKindOf(provider: string): 'api-key' | 'service-account' | 'aws-access-key' {
  if (provider === 'vertex') return 'service-account'
  return provider === 'bedrock' ? 'aws-access-key' : 'api-key'
}
