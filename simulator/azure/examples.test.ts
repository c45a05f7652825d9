/** The specification's own examples, replayed: status and shape of each answer are what the example shows. */
import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { JsonObject } from '../json'
import { createApimWorld, nameOf, objectOf, putEntity } from './apim/world'
import { createAzure, type SimulatedAzure } from './create-azure'
import { simulatedTenantId } from './identity/entra'

type Example = {
  method: string
  path: string
  parameters: JsonObject
  responses: Record<string, { headers?: JsonObject; body?: JsonObject }>
}

const folder = new URL('./fixtures/', import.meta.url)
const examples = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => [name.replace('.json', ''), JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Example] as const)

const INSTANCE = { subscriptionId: '00000000-0000-0000-0000-000000000000', resourceGroup: 'rg1', name: 'apimService1' }
let azure: SimulatedAzure
let token = ''
const world = () => azure.management.instance(INSTANCE)

beforeAll(async () => {
  azure = await createAzure([{ clientId: 'examples', secret: 'examples' }])
  token = await tokenOf(azure)
})
beforeEach(() => {
  Object.assign(world(), createApimWorld(INSTANCE))
})
afterAll(() => azure.close())

describe.each(examples)('%s', (_, example) => {
  it.each(Object.keys(example.responses))('answers %s in the shape of the example', async (status) => {
    prepare(example, status)
    const { path, body, query, headers } = requestOf(example)
    const response = await fetch(`${azure.url}${path}?${query}`, { method: example.method, headers, body })
    const said = await response.text()
    expect(response.status, said).toBe(Number(status))
    const expected = example.responses[status]
    if (expected?.body) expect(shapeOf(JSON.parse(said))).toEqual(expectedShape(expected.body))
    for (const name of Object.keys(expected?.headers ?? {})) expect(response.headers.get(name), name).toBeTruthy()
  })
})

async function tokenOf({ url }: SimulatedAzure): Promise<string> {
  const form = { grant_type: 'client_credentials', client_id: 'examples', client_secret: 'examples', scope: `${url}/.default` }
  const response = await fetch(`${url}/${simulatedTenantId}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
  })
  return ((await response.json()) as { access_token: string }).access_token
}

/** Puts there what the example takes for granted: what it lists, gets or changes, and what its request refers to. */
function prepare({ method, path, parameters, responses }: Example, status: string): void {
  const fill = (text: string) => text.replaceAll(/\{(\w+)\}/g, (_, name) => String(parameters[name]))
  const relative = fill(path).split('/service/apimService1')[1]?.replace(/^\//, '') ?? ''
  const api = { displayName: 'EchoApi', apiRevision: '1', serviceUrl: 'https://contoso.com/apis/echo', path: '', isCurrent: true }
  const keys = { subscriptionKeyParameterNames: { header: 'api-key', query: 'key' } }
  for (const name of ['echo-api', '5600b57e7e8880006a040001', '57d2ef278aa04f0888cba3f3'])
    put(`apis/${name}`, { ...api, ...keys, protocols: ['http', 'https'] })
  Object.assign(world().service, { tags: objectOf(responses['200']?.body).tags ?? {} })
  for (const name of ['testproduct', '5600b59475ff190048060002', '5702e97e5157a50f48dce801'])
    put(`products/${name}`, { displayName: name })
  for (const name of ['57127d485157a511ace86ae7', '5931a75ae4bbd512a88c680b']) put(`users/${name}`, {})
  for (const n of [1, 2, 3, 4]) put(`backends/backend-${n}`, { url: `https://backend-${n}/` })
  if (method === 'GET' && relative && relative.split('/').length % 2 === 1) {
    for (const key of [...world().entities.keys()]) if (key.startsWith(`${relative.toLowerCase()}/`)) world().entities.delete(key)
    const { value } = objectOf(responses['200']?.body)
    for (const one of value as JsonObject[]) put(`${relative}/${one.name}`, objectOf(one.properties))
  }
  const owner = method === 'POST' ? relative.slice(0, relative.lastIndexOf('/')) : relative
  world().entities.delete(method === 'PUT' || status === '204' ? relative.toLowerCase() : '')
  const wasThere = status === '200' && relative.split('/').length > 1 && method !== 'GET'
  const shown = objectOf(objectOf(responses[status]?.body).properties)
  if (wasThere || (method === 'GET' && relative.split('/').length % 2 === 0 && relative))
    put(owner, method === 'POST' ? objectOf(responses['200']?.body) : shown)
}

function put(path: string, properties: JsonObject): void {
  if (nameOf(path)) putEntity(world(), path, properties)
}

function requestOf({ path, parameters }: Example) {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name) => String(parameters[name]))
  const query = new URLSearchParams({ 'api-version': String(parameters['api-version']) })
  for (const name of ['format', 'deleteSubscriptions']) if (name in parameters) query.set(name, String(parameters[name]))
  const headers: Record<string, string> = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  if (parameters['If-Match']) headers['if-match'] = String(parameters['If-Match'])
  return { path: filled, query, headers, body: parameters.parameters ? JSON.stringify(parameters.parameters) : undefined }
}

/** The names of a value's fields and the kinds of its values, however deep. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf)
  if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, shapeOf(field)]))
}

/** The same of an example: more may be answered, what it shows as null may be left out, and what Azure derives is not compared. */
function expectedShape(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(expectedShape)
  if (typeof value !== 'object' || value === null) return typeof value
  const fields = Object.entries(value).filter(([name, field]) => field !== null && name !== 'oAuth2AuthenticationSettings')
  return expect.objectContaining(Object.fromEntries(fields.map(([name, field]) => [name, expectedShape(field)])))
}
