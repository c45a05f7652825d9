/** Where servers that speak OpenAI's chat differ from it, as data. */

export type Quirks = {
  name: string
  /** Below the base URL. */
  chatPath: string
  /** Below the base URL; absent where it makes none. */
  embeddingsPath?: string
  cap: 'max_tokens' | 'max_completion_tokens'
  /** Fields it knows by another name. */
  renamed?: Readonly<Record<string, string>>
  /** Fields it does not know and that would change the answer. */
  cannot?: readonly string[]
  /** Fields it does not know and that would not. */
  ignores?: readonly string[]
  /** How it says that some tool must be called. */
  required?: string
  /** Usage comes in streams without being asked for, and asking is an error. */
  isUsageUnasked?: boolean
  /** Its answers are no longer OpenAI's in every field. */
  hasOwnAnswers?: boolean
  key: 'bearer' | 'api-key'
  headers?: Readonly<Record<string, string>>
  apiVersion?: string
}

export const quirks: readonly Quirks[] = [
  {
    // https://docs.mistral.ai/api
    name: 'mistral',
    chatPath: '/chat/completions',
    embeddingsPath: '/embeddings',
    cap: 'max_tokens',
    renamed: { seed: 'random_seed' },
    cannot: ['logit_bias', 'logprobs', 'top_logprobs', 'top_k', 'modalities', 'audio', 'web_search_options'],
    ignores: ['user', 'store', 'metadata', 'service_tier', 'verbosity', 'prompt_cache_key', 'safety_identifier'],
    required: 'any',
    isUsageUnasked: true,
    hasOwnAnswers: true,
    key: 'bearer',
  },
  {
    // https://learn.microsoft.com/azure/ai-foundry/model-inference/reference/reference-model-inference-api
    name: 'azure-ai',
    chatPath: '/chat/completions',
    embeddingsPath: '/embeddings',
    cap: 'max_tokens',
    cannot: ['n', 'top_k', 'logit_bias', 'logprobs', 'top_logprobs', 'modalities', 'audio'],
    ignores: [
      'user',
      'store',
      'metadata',
      'service_tier',
      'parallel_tool_calls',
      'verbosity',
      'prompt_cache_key',
      'safety_identifier',
    ],
    key: 'api-key',
    headers: { 'extra-parameters': 'error' },
    apiVersion: '2024-05-01-preview',
  },
  {
    // https://console.groq.com/docs/openai
    name: 'groq',
    chatPath: '/chat/completions',
    cap: 'max_completion_tokens',
    cannot: ['n', 'top_k', 'logit_bias', 'logprobs', 'top_logprobs', 'modalities', 'audio'],
    ignores: ['store', 'metadata', 'verbosity', 'prompt_cache_key', 'safety_identifier'],
    key: 'bearer',
  },
  {
    // https://docs.together.ai/reference/chat-completions-1
    name: 'together',
    chatPath: '/chat/completions',
    embeddingsPath: '/embeddings',
    cap: 'max_tokens',
    cannot: ['modalities', 'audio'],
    ignores: ['store', 'metadata', 'user', 'service_tier', 'verbosity', 'prompt_cache_key', 'safety_identifier'],
    key: 'bearer',
  },
  {
    // https://openrouter.ai/docs/api-reference/chat-completion
    name: 'openrouter',
    chatPath: '/chat/completions',
    cap: 'max_tokens',
    // The latter five choose another model, another provider or a paid plugin, which a product has to include.
    cannot: ['n', 'audio', 'models', 'route', 'preset', 'plugins', 'provider'],
    ignores: ['store', 'service_tier', 'prompt_cache_key', 'safety_identifier'],
    key: 'bearer',
  },
  {
    // https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html
    name: 'vllm',
    chatPath: '/chat/completions',
    embeddingsPath: '/embeddings',
    cap: 'max_tokens',
    cannot: ['modalities', 'audio', 'web_search_options'],
    ignores: ['store', 'metadata', 'service_tier', 'verbosity', 'prompt_cache_key', 'safety_identifier'],
    key: 'bearer',
  },
  {
    // https://docs.ollama.com/openai
    name: 'ollama',
    chatPath: '/chat/completions',
    embeddingsPath: '/embeddings',
    cap: 'max_tokens',
    cannot: ['n', 'top_k', 'logit_bias', 'logprobs', 'top_logprobs', 'tool_choice', 'modalities', 'audio'],
    ignores: [
      'user',
      'store',
      'metadata',
      'service_tier',
      'parallel_tool_calls',
      'verbosity',
      'prompt_cache_key',
      'safety_identifier',
    ],
    key: 'bearer',
  },
]
