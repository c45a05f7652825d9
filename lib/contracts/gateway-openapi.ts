/** The gateway's own reference, as an OpenAPI document. */
import { gatewayOperations } from '@/lib/contracts/gateway-operations'

type Json = Record<string, unknown>

const text = { type: 'string' }
let made: Json | undefined

/** The whole document; made once. */
export function gatewayOpenApiDocument(): Json {
  made ??= {
    openapi: '3.1.1',
    info: {
      title: 'Tollgate gateway',
      version: '1',
      description:
        'Calls to models. Bodies and answers are those of OpenAI, Azure OpenAI, Anthropic and Gemini; their official clients work with another base URL. Every answer has an x-request-id; a refusal has its code in error.code and x-tollgate-code, and a link to its page.',
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
  for (const { path, method, tag, summary, body, form, stream } of gatewayOperations) {
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
        ...(body
          ? {
              requestBody: { required: true, content: { [form ? 'multipart/form-data' : 'application/json']: { schema: body } } },
            }
          : {}),
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
