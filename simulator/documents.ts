/**
 * A service that is no model of words: it reads documents, in the manner of Azure's Document Intelligence. A long reading is a job
 * whose result is asked for later. Its own OpenAPI document is at `/documents/openapi.json`.
 */
import { createHash } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { isObject } from './json'
import type { World } from './world'

export const DOCUMENTS_KEY = 'sim-documents-key'
const KEY_HEADER = 'ocp-apim-subscription-key'

type Asked = { method: string; url: URL; headers: Record<string, string | string[] | undefined>; body: Buffer }

export function isDocuments(url: URL): boolean {
  return url.pathname.startsWith('/documents/')
}

type Answered = { status: number; body: object | null; headers?: Record<string, string> }

export function answerDocuments(world: World, asked: Asked, response: ServerResponse): void {
  const { status, body, headers } = answerOf(world, asked)
  const text = body === null ? '' : JSON.stringify(body)
  const own = body === null ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }
  response.writeHead(status, { ...own, ...headers })
  response.end(text)
}

function answerOf(world: World, { method, url, headers, body }: Asked): Answered {
  const path = url.pathname.slice('/documents'.length)
  const base = `http://${headers.host ?? 'simulator'}/documents`
  if (path === '/openapi.json') return { status: 200, body: openApi(base) }
  if (headers[KEY_HEADER] !== DOCUMENTS_KEY) return failed(401, '401', 'Access denied due to invalid subscription key.')
  if (method === 'POST' && path === '/analyze') {
    if (body.length === 0) return failed(400, 'InvalidRequest', 'No document was sent.')
    const id = createHash('sha256').update(body).digest('hex').slice(0, 16)
    world.documents.set(id, Math.max(1, Math.ceil(body.length / 1_000)))
    return {
      status: 202,
      body: { status: 'notStarted' },
      headers: { 'operation-location': `${base}/results/${id}?api-version=1`, 'retry-after': '1' },
    }
  }
  const id = /^\/results\/(\w+)$/.exec(path)?.[1]
  if (method === 'GET' && id !== undefined) {
    const pages = world.documents.get(id)
    if (pages === undefined) return failed(404, 'NotFound', 'There is no such result.')
    const list = Array.from({ length: pages }, (_, i) => ({ pageNumber: i + 1, words: 200 }))
    return { status: 200, body: { status: 'succeeded', analyzeResult: { pages: list, content: 'Mind the gap.' } } }
  }
  if (method === 'POST' && path === '/classify') {
    const asked = parse(body)
    if (!isObject(asked) || typeof asked.text !== 'string') return failed(400, 'InvalidRequest', 'text is required.')
    return { status: 200, body: { label: asked.text.length % 2 === 0 ? 'letter' : 'invoice', usage: { pages: 3 } } }
  }
  if (method === 'DELETE' && id !== undefined) {
    world.documents.delete(id)
    return { status: 204, body: null }
  }
  return failed(404, 'NotFound', `${method} ${path} is not here.`)
}

function openApi(base: string): object {
  const result = { name: 'id', in: 'path', required: true, schema: { type: 'string' }, description: 'Of the job.' }
  return {
    openapi: '3.0.3',
    info: { title: 'Document reader', version: '2026-01-01' },
    servers: [{ url: base }],
    components: {
      securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'Ocp-Apim-Subscription-Key' } },
      schemas: {
        Text: { type: 'object', required: ['text'], properties: { text: { type: 'string', description: 'What it says.' } } },
      },
    },
    paths: {
      '/analyze': {
        post: {
          operationId: 'analyze',
          summary: 'Read a document',
          requestBody: { content: { 'application/pdf': { schema: { type: 'string', format: 'binary' } } } },
        },
      },
      '/results/{id}': {
        parameters: [result],
        get: { operationId: 'getResult', summary: 'What was read' },
        delete: { operationId: 'deleteResult', summary: 'Forget what was read' },
      },
      '/classify': {
        post: {
          operationId: 'classify',
          summary: 'Say what kind of document a text is',
          requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Text' } } } },
        },
      },
      '/files/{name}.{type}': { get: { operationId: 'getFile', summary: 'A file by name and type' } },
    },
  }
}

function failed(status: number, code: string, message: string): Answered {
  return { status, body: { error: { code, message } } }
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString())
  } catch {
    return undefined
  }
}
