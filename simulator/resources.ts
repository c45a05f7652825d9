/** The providers that are simulated: names, keys and deployments, and what is known of each model. */
import models from './models.json' with { type: 'json' }

export type SimulatedResource = {
  /** First segment of its URLs. */
  name: string
  kind:
    | 'azure-openai'
    | 'openai'
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
  region: string
  /** Keys it accepts; none listed: any. */
  keys: readonly string[]
  /** The name callers use (a deployment; with OpenAI the model itself) → the model behind it. */
  deployments: Readonly<Record<string, string>>
  /** Of provisioned throughput: how full it is in per cent, and which deployment answers in its place. */
  utilization?: number
  spilledTo?: string
}

export type ModelFacts =
  | { version: string; kind: 'chat'; contextWindow: number; maxOutputTokens: number; reasons: boolean }
  | { version: string; kind: 'embedding'; contextWindow: number; dimensions: number }

/** Behind whatever name. */
const EMBEDDING = 'text-embedding-3-small'

/** Two Azure OpenAI resources in two regions, whose deployments have names of their own, and OpenAI. */
export const demoResources: readonly SimulatedResource[] = [
  {
    name: 'apimaoai01',
    kind: 'azure-openai',
    region: 'Sweden Central',
    keys: ['sim-apimaoai01-key'],
    deployments: {
      'chat-mini-01': 'gpt-4o-mini',
      'chat-large-01': 'gpt-4o',
      'reason-01': 'o4-mini',
      'embed-small-01': 'text-embedding-3-small',
    },
  },
  {
    name: 'apimaoai02',
    kind: 'azure-openai',
    region: 'France Central',
    keys: ['sim-apimaoai02-key'],
    deployments: {
      'chat-mini-02': 'gpt-4o-mini',
      'chat-large-02': 'gpt-4o',
      'reason-02': 'o4-mini',
      'embed-small-02': 'text-embedding-3-small',
    },
  },
  {
    name: 'openai',
    kind: 'openai',
    region: 'global',
    keys: ['sk-sim-openai-key'],
    deployments: Object.fromEntries(Object.keys(models).map((name) => [name, name])),
  },
  {
    name: 'anthropic',
    kind: 'anthropic',
    region: 'global',
    keys: ['sk-ant-sim-key'],
    deployments: { 'claude-sonnet-4-5': 'claude-sonnet-4-5', 'claude-haiku-4-5': 'claude-haiku-4-5' },
  },
  {
    name: 'gemini',
    kind: 'gemini',
    region: 'global',
    keys: ['AIza-sim-key'],
    deployments: {
      'gemini-2.5-flash': 'gemini-2.5-flash',
      'gemini-2.5-pro': 'gemini-2.5-pro',
      'gemini-embedding-001': EMBEDDING,
    },
  },
  another('vertex', 'ya29.simulated', 'gemini-2.5-flash', ['text-embedding-005']),
  another('bedrock', 'AKIASIMULATED', 'anthropic.claude-sonnet-4-5-20250929-v1:0', [
    'amazon.titan-embed-text-v2:0',
    'cohere.embed-english-v3',
  ]),
  another('cohere', 'sim-cohere-key', 'command-a-03-2025', ['embed-v4.0']),
  another('mistral', 'sim-mistral-key', 'mistral-large-latest'),
  another('azure-ai', 'sim-azure-ai-key', 'Llama-3.3-70B-Instruct'),
  another('groq', 'gsk-sim-key', 'llama-3.3-70b-versatile'),
  another('together', 'sim-together-key', 'meta-llama/Llama-3.3-70B-Instruct-Turbo'),
  another('openrouter', 'sk-or-sim-key', 'meta-llama/llama-3.3-70b-instruct'),
  another('vllm', 'sim-vllm-key', 'Qwen/Qwen3-32B'),
  another('ollama', 'sim-ollama-key', 'llama3.3'),
]

function another(kind: SimulatedResource['kind'], key: string, model: string, embeddings: string[] = []): SimulatedResource {
  const deployments = { [model]: model, ...Object.fromEntries(embeddings.map((name) => [name, EMBEDDING])) }
  return { name: kind, kind, region: 'global', keys: [key], deployments }
}

/** What is known of a model; an unknown one is a small chat model. */
export function modelFacts(name: string): ModelFacts {
  const known = (models as Record<string, unknown>)[name] as ModelFacts | undefined
  return known ?? { version: name, kind: 'chat', contextWindow: 128_000, maxOutputTokens: 16_384, reasons: false }
}
