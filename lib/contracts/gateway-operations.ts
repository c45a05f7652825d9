/**
 * What callers of the gateway may send. Bodies are the providers' own formats and go on as they come, so only the fields the gateway
 * reads are described.
 */
type Json = Record<string, unknown>

const text = { type: 'string' }
const count = { type: 'integer', minimum: 0 }
const model = { ...text, description: 'The public name of a model your product includes.' }

const message = {
  type: 'object',
  required: ['role', 'content'],
  properties: {
    role: { type: 'string', enum: ['system', 'user', 'assistant', 'tool'] },
    content: { description: 'Text, or a list of parts: text, image_url.' },
  },
}

const chatFields = {
  model,
  messages: { type: 'array', items: message, description: 'The conversation so far.' },
  stream: { type: 'boolean', description: 'Whether the answer comes as server-sent events.' },
  max_tokens: { ...count, description: 'The most the answer may have; it is what limits hold for the call.' },
  max_completion_tokens: { ...count, description: 'The same, for models that reason.' },
  temperature: { type: 'number' },
  top_p: { type: 'number' },
  n: { ...count, description: 'How many answers; each is billed.' },
  tools: { type: 'array', items: { type: 'object' } },
  response_format: { type: 'object', description: 'JSON mode, or a JSON schema.' },
  user: { ...text, description: 'Your own end user: shown in your usage, never proven.' },
}

export type GatewayOperation = {
  path: string
  method: 'get' | 'post'
  tag: 'OpenAI' | 'Azure OpenAI' | 'Anthropic' | 'Gemini'
  summary: string
  body?: Json
  /** The body is a form with a file. */
  form?: boolean
  stream?: boolean
}

export const gatewayOperations: GatewayOperation[] = [
  {
    path: '/v1/chat/completions',
    method: 'post',
    tag: 'OpenAI',
    summary: 'Answer a conversation',
    stream: true,
    body: objectOf(chatFields, ['model', 'messages']),
  },
  {
    path: '/v1/responses',
    method: 'post',
    tag: 'OpenAI',
    summary: 'Answer, in the Responses format',
    stream: true,
    body: objectOf(
      { model, input: { description: 'Text, or a list of items.' }, stream: { type: 'boolean' }, max_output_tokens: count },
      ['model', 'input'],
    ),
  },
  {
    path: '/v1/embeddings',
    method: 'post',
    tag: 'OpenAI',
    summary: 'Make embeddings',
    body: objectOf({ model, input: { description: 'A text, or a list of them.' }, dimensions: count, user: text }, [
      'model',
      'input',
    ]),
  },
  {
    path: '/v1/completions',
    method: 'post',
    tag: 'OpenAI',
    summary: 'Go on with a text, in the older format',
    stream: true,
    body: objectOf(
      { model, prompt: { description: 'A text, or a list of them.' }, max_tokens: count, stream: { type: 'boolean' } },
      ['model', 'prompt'],
    ),
  },
  {
    path: '/v1/images/generations',
    method: 'post',
    tag: 'OpenAI',
    summary: 'Make images',
    body: objectOf({ model, prompt: text, n: count, size: text }, ['model', 'prompt']),
  },
  {
    path: '/v1/audio/speech',
    method: 'post',
    tag: 'OpenAI',
    summary: 'Say a text; answers a sound file',
    body: objectOf({ model, input: text, voice: text }, ['model', 'input', 'voice']),
  },
  {
    path: '/v1/audio/transcriptions',
    method: 'post',
    tag: 'OpenAI',
    summary: 'Write down a recording',
    form: true,
    body: objectOf({ model, file: { type: 'string', format: 'binary' } }, ['model', 'file']),
  },
  {
    path: '/v1/moderations',
    method: 'post',
    tag: 'OpenAI',
    summary: 'Judge a text',
    body: objectOf({ model, input: { description: 'A text, or a list of them.' } }, ['model', 'input']),
  },
  {
    path: '/v1/rerank',
    method: 'post',
    tag: 'OpenAI',
    summary: 'Order documents by how well they answer a query',
    body: objectOf({ model, query: text, documents: { type: 'array', items: text }, top_n: count }, [
      'model',
      'query',
      'documents',
    ]),
  },
  { path: '/v1/models', method: 'get', tag: 'OpenAI', summary: 'List the models of the key' },
  { path: '/v1/models/{model}', method: 'get', tag: 'OpenAI', summary: 'Get a model of the key' },
  {
    path: '/v1/usage',
    method: 'get',
    tag: 'OpenAI',
    summary: 'The limits of the key, what is left of them, and the cost of the month',
  },
  {
    path: '/openai/deployments/{deployment}/chat/completions',
    method: 'post',
    tag: 'Azure OpenAI',
    summary: 'Answer a conversation; the deployment is the model’s public name',
    stream: true,
    body: objectOf({ ...chatFields, model: { ...model, description: 'May be left out: the path names it.' } }, ['messages']),
  },
  {
    path: '/openai/deployments/{deployment}/embeddings',
    method: 'post',
    tag: 'Azure OpenAI',
    summary: 'Make embeddings; the deployment is the model’s public name',
    body: objectOf({ input: { description: 'A text, or a list of them.' } }, ['input']),
  },
  {
    path: '/anthropic/v1/messages',
    method: 'post',
    tag: 'Anthropic',
    summary: 'Answer a conversation, in Anthropic’s format',
    stream: true,
    body: objectOf(
      { model, messages: { type: 'array', items: message }, max_tokens: count, system: text, stream: { type: 'boolean' } },
      ['model', 'messages', 'max_tokens'],
    ),
  },
  {
    path: '/gemini/v1beta/models/{model}:generateContent',
    method: 'post',
    tag: 'Gemini',
    summary: 'Answer a conversation, in Gemini’s format',
    body: objectOf({ contents: { type: 'array', items: { type: 'object' } }, generationConfig: { type: 'object' } }, [
      'contents',
    ]),
  },
  {
    path: '/anthropic/v1/messages/count_tokens',
    method: 'post',
    tag: 'Anthropic',
    summary: 'Count the tokens of a conversation; costs nothing',
    body: objectOf({ model, messages: { type: 'array', items: message }, system: text }, ['model', 'messages']),
  },
  { path: '/anthropic/v1/models', method: 'get', tag: 'Anthropic', summary: 'List the models of the key' },
  {
    path: '/gemini/v1beta/models/{model}:streamGenerateContent',
    method: 'post',
    tag: 'Gemini',
    summary: 'Answer a conversation, in Gemini’s format, as it comes',
    stream: true,
    body: objectOf({ contents: { type: 'array', items: { type: 'object' } } }, ['contents']),
  },
  {
    path: '/gemini/v1beta/models/{model}:countTokens',
    method: 'post',
    tag: 'Gemini',
    summary: 'Count the tokens of a conversation; costs nothing',
    body: objectOf({ contents: { type: 'array', items: { type: 'object' } } }, ['contents']),
  },
  {
    path: '/gemini/v1beta/models/{model}:embedContent',
    method: 'post',
    tag: 'Gemini',
    summary: 'Make an embedding',
    body: objectOf({ content: { type: 'object' }, taskType: text, outputDimensionality: count }, ['content']),
  },
  {
    path: '/gemini/v1beta/models/{model}:batchEmbedContents',
    method: 'post',
    tag: 'Gemini',
    summary: 'Make embeddings',
    body: objectOf({ requests: { type: 'array', items: { type: 'object' } } }, ['requests']),
  },
  { path: '/gemini/v1beta/models', method: 'get', tag: 'Gemini', summary: 'List the models of the key' },
]

function objectOf(properties: Json, required: string[]): Json {
  return { type: 'object', properties, required }
}
