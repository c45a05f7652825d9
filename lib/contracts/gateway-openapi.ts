/**
 * The gateway's own reference: what its callers may send. Bodies are the providers' own formats and go on as they come, so only the
 * fields the gateway reads are described.
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

const operations: { path: string; method: 'get' | 'post'; tag: string; summary: string; body?: Json; stream?: boolean }[] = [
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
]

let made: Json | undefined

/** The whole document; made once. */
export function gatewayOpenApiDocument(): Json {
  made ??= {
    openapi: '3.1.1',
    info: {
      title: 'Tollgate gateway',
      version: '1',
      description:
        'Calls to models. Bodies and answers are those of OpenAI and Azure OpenAI; their official clients work with another base URL. Every answer has an x-request-id; a refusal has its code in error.code and x-tollgate-code, and a link to its page.',
    },
    servers: [{ url: '/' }],
    security: [{ key: [] }],
    components: {
      securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'A subscription key (tg_…).' } },
      schemas: { Error: errorSchema },
    },
    paths: pathsOf(),
  }
  return made
}

const errorSchema = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['message', 'type', 'code'],
      properties: {
        message: text,
        type: text,
        param: { type: ['string', 'null'] },
        code: { ...text, description: 'Stable: decide by it. Each has a page under /errors.' },
        request_id: text,
      },
    },
  },
}

function pathsOf(): Json {
  const paths: Record<string, Json> = {}
  for (const { path, method, tag, summary, body, stream } of operations) {
    const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '')
    const json = { 'application/json': { schema: { type: 'object' } } }
    const content = stream ? { ...json, 'text/event-stream': { schema: text } } : json
    paths[path] = {
      ...paths[path],
      [method]: {
        operationId: `${method}${path.replaceAll(/[/{}.-]+(\w?)/g, (_, letter: string) => letter.toUpperCase())}`,
        tags: [tag],
        summary,
        parameters: names.map((name) => ({ name, in: 'path', required: true, schema: text })),
        ...(body ? { requestBody: { required: true, content: { 'application/json': { schema: body } } } } : {}),
        responses: {
          200: { description: 'Done', content },
          default: {
            description: 'A refusal',
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
          },
        },
      },
    }
  }
  return paths
}

function objectOf(properties: Json, required: string[]): Json {
  return { type: 'object', properties, required }
}
